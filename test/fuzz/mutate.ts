/**
 * Inputs that nobody would write, made from inputs that somebody has; the same ones for the same seed.
 *
 * @module
 */

/** A whole number in `[0, below)`. */
export type Random = (below: number) => number;

/** mulberry32, as a source of whole numbers. */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
};

/** One to eight changes to one of `seeds`; at most {@link maxBytes}. */
export const mutate = (seeds: readonly Buffer[], random: Random): Buffer => {
  let bytes: Buffer = pick(seeds, random) ?? Buffer.alloc(0);
  for (let left = 1 + random(8); left > 0; left -= 1) {
    const change = pick(changes, random);
    if (change !== undefined) bytes = change(bytes, { random, seeds }).subarray(0, maxBytes);
  }
  return Buffer.from(bytes);
};

/** Large enough for what costs the square of its length to be felt. */
export const maxBytes = 2 ** 17;

// --- internal ---

type Change = (bytes: Buffer, around: { random: Random; seeds: readonly Buffer[] }) => Buffer;

const pick = <T>(items: readonly T[], random: Random): T | undefined => items[random(items.length)];

const splice = (bytes: Buffer, at: number, remove: number, insert: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]);

/** What parsers stumble over, of all the formats that we read. */
const words = [
  ["$", "{"].join(""),
  ["$", "{{"].join(""),
  ..."{ } [ ] ( ) < > , : ; = == . .. / // /* */ # ## ! & * ? | || ~ ^ % @ $ {{ }} ` ' \" ''' \"\"\" \\ \\\\ - -- --- ... + \\u0000 \\ud800 \\n \\r".split(
    " ",
  ),
  ..."null true false NaN Infinity 1e999 -0 0x10 1_000 9007199254740993 99999999999999999999 .5 1e-400 __proto__ constructor toString".split(
    " ",
  ),
  ..."<<: &a *a !!binary !!js/function %YAML [[a]] [a.b] FROM ARG ENV RUN LABEL ONBUILD <<EOF require ( ) => import def class lambda f\" r' u' yield".split(
    " ",
  ),
  ..."** **/ {a,b} [a-z] [!a] [[:alpha:]] {a,{b,{c}}} --json --flag= -x ssh-ed25519 -----BEGIN -----END PUBLIC KEY AAAA ==== payload payloadType signatures keyid sig".split(
    " ",
  ),
  ..."jobs: steps: uses: run: matrix: include: strategy: stages: extends: script: image: >= <= ~= != 3.12 >=3.11,<3.13 || x X v1.2.3 latest".split(
    " ",
  ),
  "\n",
  "\r\n",
  "\r",
  "\t",
  " ",
  "\0",
  "\ufeff",
  "\u2028",
  "\u202e",
  "\u001b[31m",
  "\u009b",
  "\u200b",
  "é",
  "😀",
  "\u00a0",
  "\u0085",
].map((word) => Buffer.from(word));

const oddBytes = [0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xed, 0xf4, 0xf5, 0xff, 0x22, 0x5c, 0x0a, 0x0d, 0x30, 0x39];

const changes: readonly Change[] = [
  // A byte, a bit.
  (bytes, { random }) => splice(bytes, random(bytes.length + 1), 1, Buffer.from([random(256)])),
  (bytes, { random }) => splice(bytes, random(bytes.length + 1), 1, Buffer.from([pick(oddBytes, random) ?? 0])),
  (bytes, { random }) => {
    const at = random(bytes.length + 1);
    return splice(bytes, at, 1, Buffer.from([(bytes[at] ?? 0) ^ (1 << random(8))]));
  },
  // A word put in, or in the place of something.
  (bytes, { random }) => splice(bytes, random(bytes.length + 1), 0, pick(words, random) ?? Buffer.alloc(0)),
  (bytes, { random }) => splice(bytes, random(bytes.length + 1), random(8), pick(words, random) ?? Buffer.alloc(0)),
  // Cut out, cut off.
  (bytes, { random }) => splice(bytes, random(bytes.length + 1), random(32), Buffer.alloc(0)),
  (bytes, { random }) => bytes.subarray(0, random(bytes.length + 1)),
  // A piece again, here or elsewhere; a piece of another one.
  (bytes, { random }) => {
    const from = random(bytes.length + 1);
    return splice(bytes, random(bytes.length + 1), 0, Buffer.from(bytes.subarray(from, from + random(200))));
  },
  (bytes, { random, seeds }) => {
    const other = pick(seeds, random) ?? bytes;
    const from = random(other.length + 1);
    return splice(bytes, random(bytes.length + 1), random(64), other.subarray(from, from + random(400)));
  },
  // A line doubled, swapped.
  (bytes, { random }) => {
    const lines = bytes.toString("latin1").split("\n");
    const [a, b] = [random(lines.length), random(lines.length)];
    [lines[a], lines[b]] = [lines[b] ?? "", random(2) === 0 ? (lines[b] ?? "") : (lines[a] ?? "")];
    return Buffer.from(lines.join("\n"), "latin1");
  },
  // Numbers.
  (bytes, { random }) => {
    const numbers = ["-1", "0", "255", "65536", "4294967296", "9223372036854775808", "1e308", "00", "07777777777777"];
    let left = random(20);
    return Buffer.from(
      bytes.toString("latin1").replace(/\d+/g, (number) => (left-- === 0 ? (pick(numbers, random) ?? number) : number)),
      "latin1",
    );
  },
  // Very much of the same: nesting, and whatever costs the square.
  (bytes, { random }) => {
    if (random(12) !== 0) return bytes;
    const from = random(bytes.length + 1);
    const unit =
      random(2) === 0
        ? (pick(words, random) ?? Buffer.alloc(1))
        : Buffer.from(bytes.subarray(from, from + 1 + random(8)));
    const times = 2 ** (4 + random(12));
    return splice(
      bytes,
      random(bytes.length + 1),
      0,
      Buffer.alloc(Math.min(maxBytes, unit.length * times), unit.length === 0 ? " " : unit),
    );
  },
];
