import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRedactor, type Redactor, type Secret } from "../../../../lib/run/redaction/index.ts";

const canary = "kprov/Canary+7?x";
const secret = (name: string, value: string): Secret => ({ name, value });
const one = (): Redactor => createRedactor([secret("CANARY", canary)]);

const streamed = (redactor: Redactor, chunks: readonly Uint8Array[]): Buffer => {
  const stream = redactor.stream();
  return Buffer.concat([...chunks.map((chunk) => stream.push(chunk)), stream.end()]);
};

const createRandom = (seed: number) => {
  let state = seed >>> 0;
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const encodings: [string, Buffer][] = [
  ["plain", Buffer.from(canary)],
  ["JSON", Buffer.from(JSON.stringify({ a: canary }))],
  ["base64", Buffer.from(Buffer.from(canary).toString("base64"))],
  ["base64 after a user name of 3n bytes", Buffer.from(Buffer.from(`ab:${canary}`).toString("base64"))],
  ["base64 after a user name of 3n + 1 bytes", Buffer.from(Buffer.from(`abc:${canary}`).toString("base64"))],
  ["base64 after a user name of 3n + 2 bytes", Buffer.from(Buffer.from(`abcd:${canary}\n`).toString("base64"))],
  ["base64url", Buffer.from(Buffer.from(`user:${canary}`).toString("base64url"))],
  ["hex", Buffer.from(Buffer.from(canary).toString("hex"))],
  ["upper-case hex", Buffer.from(Buffer.from(canary).toString("hex").toUpperCase())],
  ["URL", Buffer.from(encodeURIComponent(canary))],
  ["lower-case URL", Buffer.from(encodeURIComponent(canary).toLowerCase().replace("canary", "Canary"))],
  ["UTF-16LE", Buffer.from(canary, "utf16le")],
];

let dir = "";
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "kprov-redaction-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("createRedactor text", () => {
  it("replaces each secret by its name and leaves the rest", () => {
    const redactor = createRedactor([secret("A_TOKEN", "aaaa-1111"), secret("B_TOKEN", 'b"b\\b.*+(1)[x]')]);
    expect(redactor.text('x aaaa-1111 b"b\\b.*+(1)[x] y aaaa-1111')).toBe(
      "x [redacted:A_TOKEN] [redacted:B_TOKEN] y [redacted:A_TOKEN]",
    );
    expect(redactor.text("nothing here ä 😀 \ud800")).toBe("nothing here ä 😀 \ud800");
    expect(redactor.text("")).toBe("");
  });

  it.each(encodings.filter(([name]) => name !== "UTF-16LE"))("catches the canary as %s", (_, bytes) => {
    const redactor = one();
    expect(redactor.text(bytes.toString())).toContain("[redacted:CANARY]");
    expect(redactor.report()).toEqual([{ name: "CANARY", count: 1 }]);
  });

  it("replaces secrets of several bytes per character, and across lines", () => {
    const redactor = createRedactor([secret("WIDE", "пароль"), secret("LINES", "line one\nline two\n")]);
    expect(redactor.text("«пароль» line one\nline two\n")).toBe("«[redacted:WIDE]» [redacted:LINES]\n");
  });

  it("lets the longest of several with one beginning win, and the first name of equal values", () => {
    const redactor = createRedactor([
      secret("SHORT", "abcdefgh"),
      secret("LONG", "abcdefgh-ijkl"),
      secret("Z_SAME", "abcdefgh"),
      secret("A_SAME", "abcdefgh-ijkl"),
    ]);
    expect(redactor.text("abcdefgh-ijkl abcdefgh-ijk")).toBe("[redacted:A_SAME] [redacted:SHORT]-ijk");
  });

  it("leaves no end of a secret that overlaps the one before", () => {
    const redactor = createRedactor([secret("A", "abcdefgh"), secret("B", "efghijklmn"), secret("C", "mnopqrst")]);
    expect(redactor.text("<abcdefghijklmnopqrst>")).toBe("<[redacted:A]>");
    expect(redactor.report().map(({ name }) => name)).toEqual(["A", "B", "C"]);
    expect(redactor.text("abcdefghabcdefgh")).toBe("[redacted:A][redacted:A]");
  });

  it("replaces a secret inside a longer one with the longer one only", () => {
    const redactor = createRedactor([secret("INNER", "abcdefgh"), secret("OUTER", "1234-abcdefgh-5678")]);
    expect(redactor.text("<1234-abcdefgh-5678>")).toBe("<[redacted:OUTER]>");
    expect(redactor.report()).toEqual([{ name: "OUTER", count: 1 }]);
  });

  it("ignores values under 8 bytes and is empty without others", () => {
    const redactor = createRedactor([secret("A", "1234567"), secret("B", "")]);
    expect(redactor.isEmpty).toBe(true);
    expect(redactor.text("1234567")).toBe("1234567");
    expect(streamed(redactor, [Buffer.from("1234567")]).toString()).toBe("1234567");
    expect(one().isEmpty).toBe(false);
  });

  it("keeps names from breaking lines, strings and markers", () => {
    const redactor = createRedactor([secret('odd]"\n[name', "odd-value")]);
    expect(redactor.text("odd-value")).toBe("[redacted:odd____name]");
    expect(redactor.report()).toEqual([{ name: 'odd]"\n[name', count: 1 }]);
  });

  it("is idempotent, whatever the values are", () => {
    const secrets = ["redacted", "[redacted:A]", "xx-[redac", "A]aabbcc", "ed:A][redacted:B", "aabbccdd"];
    const redactor = createRedactor(secrets.map((value, index) => secret("ABCDEF".charAt(index), value)));
    const again = createRedactor(secrets.map((value, index) => secret("ABCDEF".charAt(index), value)));
    for (const value of [
      "redacted",
      "xx-redacted",
      "xx-aabbccdd",
      "aabbccddaabbcc",
      "aabbccddredacted",
      "[redacted:Z]",
      ...secrets,
    ]) {
      const first = redactor.text(value);
      expect(again.text(first)).toBe(first);
      expect(again.sweepBytes(Buffer.from(first))).toEqual([]);
    }
    expect(again.report()).toEqual([]);
  });
});

describe("createRedactor json", () => {
  it("copies deeply, with values and keys redacted", () => {
    const given = { a: [canary, 1, null, true, { [canary]: `x ${canary}` }], b: "same" };
    const before = structuredClone(given);
    const copy = one().json(given);
    expect(copy).toEqual({
      a: ["[redacted:CANARY]", 1, null, true, { "[redacted:CANARY]": "x [redacted:CANARY]" }],
      b: "same",
    });
    expect(given).toEqual(before);
    expect(copy.a).not.toBe(given.a);
  });

  it("loses no entry when two keys become one, and keeps __proto__ an entry", () => {
    const given = JSON.parse(`{"${canary}":1,"[redacted:CANARY]":2,"__proto__":{"x":"${canary}"}}`) as unknown;
    expect(JSON.stringify(one().json(given))).toBe(
      '{"[redacted:CANARY]":1,"[redacted:CANARY]\'":2,"__proto__":{"x":"[redacted:CANARY]"}}',
    );
  });
});

describe("createRedactor stream", () => {
  it.each(encodings)("catches the canary as %s, cut at every place", (_, bytes) => {
    const whole = Buffer.concat([Buffer.from("before "), bytes, Buffer.from(" after")]);
    const expected = streamed(one(), [whole]);
    expect(expected.includes("redacted") || expected.includes(Buffer.from("redacted", "utf16le"))).toBe(true);
    expect(one().sweepBytes(expected)).toEqual([]);
    for (let cut = 0; cut <= whole.length; cut += 1) {
      expect(streamed(one(), [whole.subarray(0, cut), whole.subarray(cut)])).toEqual(expected);
    }
    expect(
      streamed(
        one(),
        [...whole].map((byte) => Buffer.from([byte])),
      ),
    ).toEqual(expected);
  });

  it("gives the same output, counts and a clean sweep for any cuts, any overlap and planted markers", () => {
    const random = createRandom(42);
    const values = [
      "abababab",
      "ababababab[",
      "babababa-x",
      "redacted",
      "b[redacted",
      "B]abababa",
      "[redacted:A",
      "aaaaaaaaa",
    ];
    const secrets = values.map((value, index) => secret("ABCDEFGH".charAt(index), value));
    const parts = [...values, "ab", "a", "[redacted:A]", "[redacted:B]", "[", "]", "red", "-x", "\n", "[redacted:"];
    for (let round = 0; round < 1500; round += 1) {
      const text = Array.from({ length: 1 + random(9) }, () => parts[random(parts.length)] ?? "").join("");
      const bytes = Buffer.from(text);
      const [whole, cut] = [createRedactor(secrets), createRedactor(secrets)];
      const expected = whole.text(text);
      const chunks: Buffer[] = [];
      for (let at = 0; at < bytes.length; ) {
        const size = random(7);
        chunks.push(Buffer.from(bytes.subarray(at, at + size)));
        at += size;
      }
      expect(streamed(cut, chunks).toString()).toBe(expected);
      expect(cut.report()).toEqual(whole.report());
      expect(whole.text(expected)).toBe(expected);
      expect(whole.sweepBytes(Buffer.from(expected))).toEqual([]);
    }
  });

  it("passes binary data through unchanged, around a secret too", () => {
    const noise = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 151) % 256));
    expect(streamed(one(), [noise, noise])).toEqual(Buffer.concat([noise, noise]));
    const marked = streamed(one(), [noise, Buffer.from(canary), noise]);
    expect(marked).toEqual(Buffer.concat([noise, Buffer.from("[redacted:CANARY]"), noise]));
  });

  it("keeps UTF-16LE text readable", () => {
    const text = Buffer.from(`user=${canary};\r\n`, "utf16le");
    expect(streamed(one(), [text]).toString("utf16le")).toBe("user=[redacted:CANARY];\r\n");
  });

  it("copies nothing and holds nothing back when a chunk has no part of a secret", () => {
    const chunk = Buffer.from("an ordinary line of a log\n");
    const output = one().stream().push(chunk);
    expect(output).toEqual(chunk);
    expect(output.buffer === chunk.buffer && output.byteOffset === chunk.byteOffset).toBe(true);
  });

  it("does not mind that the chunk's owner reuses it", () => {
    const stream = one().stream();
    const chunk = Buffer.from("kprov/Can");
    const first = Buffer.from(stream.push(chunk));
    chunk.fill(0);
    const rest = stream.push(Buffer.from("ary+7?x."));
    expect(Buffer.concat([first, rest, stream.end()]).toString()).toBe("[redacted:CANARY].");
  });

  it("takes plain byte arrays, empty chunks and nothing at all", () => {
    expect(streamed(one(), [new Uint8Array(), new TextEncoder().encode(canary), new Uint8Array()]).toString()).toBe(
      "[redacted:CANARY]",
    );
    expect(streamed(one(), [])).toHaveLength(0);
    const unfinished = canary.slice(0, -1);
    expect(streamed(one(), [Buffer.from(unfinished)]).toString()).toBe(unfinished);
  });

  it("holds back no more than a form and a marker, however long a beginning goes on", () => {
    const redactor = createRedactor([secret("A", "ab[ab[ab[X"), secret("B", "[redacted:A][redacted:A]X")]);
    for (const unit of ["ab[", "[redacted:A]", "[redacted:", "a", "["]) {
      const stream = redactor.stream();
      const text = Buffer.from(unit.repeat(200));
      let written = 0;
      text.forEach((byte, index) => {
        written += stream.push(Buffer.from([byte])).length;
        expect(index + 1 - written).toBeLessThan(150);
      });
      expect(written + stream.end().length).toBe(text.length);
    }
  });

  it("streams 256 MB in constant memory", () => {
    const code = `
      const { createRedactor } = await import(${JSON.stringify(join(import.meta.dirname, "../../../../lib/run/redaction/index.ts"))});
      const stream = createRedactor([{ name: "CANARY", value: ${JSON.stringify(canary)} }]).stream();
      const line = Buffer.from("2026-02-15 INFO an ordinary line with a ${canary} in it, and a beginning: kprov/Can" + " ".repeat(4000));
      let size = 0, most = 0;
      const before = process.memoryUsage().rss;
      for (let turn = 0; turn < 4096; turn += 1) {
        size += stream.push(Buffer.alloc(65536, line)).length;
        if (turn % 16 === 0) most = Math.max(most, process.memoryUsage().rss - before);
      }
      console.log(JSON.stringify({ size: size + stream.end().length, most }));
    `;
    const output = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
      encoding: "utf8",
    });
    const { size, most } = JSON.parse(output) as { size: number; most: number };
    expect(size).toBeGreaterThan(250e6);
    // The collector lets some tens of megabytes of dead buffers stand before it runs.
    expect(most).toBeLessThan(120e6);
  });
});

describe("createRedactor sweep", () => {
  const file = (name: string, bytes: Buffer): string => {
    const path = join(dir, name);
    writeFileSync(path, bytes);
    return path;
  };

  it.each(encodings)("names the secret in a file that holds the canary as %s", async (name, bytes) => {
    const path = file("encoded", Buffer.concat([Buffer.alloc(100, 7), bytes, Buffer.alloc(100, 9)]));
    expect(await one().sweep(path), name).toEqual(["CANARY"]);
    expect(one().sweepBytes(bytes)).toEqual(["CANARY"]);
  });

  it("finds a secret across the borders of what is read at once, and names all, sorted", async () => {
    const redactor = createRedactor([
      secret("Z_TOKEN", "zzzz-9999"),
      secret("CANARY", canary),
      secret("OTHER", "not-in-it"),
    ]);
    for (const shift of [0, 3, 8, 15, 16, 40, 90]) {
      const bytes = Buffer.alloc(3 * 2 ** 20, "log line\n");
      bytes.write(canary, 2 ** 20 - shift);
      bytes.write("zzzz-9999", 2 ** 21 + 100 - shift);
      expect(await redactor.sweep(file("large", bytes))).toEqual(["CANARY", "Z_TOKEN"]);
    }
    expect(redactor.report()).toEqual([]);
  });

  it("knows a marker again that lies across the borders of what is read at once", async () => {
    const redactor = createRedactor([secret("A", "A]babababa")]);
    for (let shift = 0; shift < 120; shift += 1) {
      const bytes = Buffer.alloc(2 ** 20 + 200, "-");
      bytes.write("[redacted:A]babababa", 2 ** 20 + 120 - shift);
      expect(await redactor.sweep(file("border", bytes))).toEqual([]);
    }
  });

  it("finds secrets that overlap one another", () => {
    const redactor = createRedactor([secret("A", "abcdefgh"), secret("B", "efghijklmn")]);
    expect(redactor.sweepBytes(Buffer.from("abcdefghijklmn"))).toEqual(["A", "B"]);
  });

  it("is clean for a redacted log, an empty file and without secrets", async () => {
    const redactor = createRedactor([secret("A", "redacted"), secret("B", canary)]);
    const log = streamed(redactor, [Buffer.from(`redacted ${canary}`), Buffer.from(canary, "utf16le")]);
    expect(await redactor.sweep(file("clean", log))).toEqual([]);
    expect(await redactor.sweep(file("empty", Buffer.alloc(0)))).toEqual([]);
    expect(await createRedactor([]).sweep(file("any", Buffer.from(canary)))).toEqual([]);
  });

  it("throws E_IO for what can't be read", async () => {
    await expect(one().sweep(join(dir, "missing"))).rejects.toMatchObject({ code: "E_IO" });
    await expect(one().sweep(dir)).rejects.toMatchObject({ code: "E_IO" });
    execFileSync("mkfifo", [join(dir, "fifo")]);
    await expect(createRedactor([]).sweep(join(dir, "fifo"))).rejects.toMatchObject({ code: "E_IO" });
  });
});

describe("createRedactor report", () => {
  it("counts by name, sorted by bytes, over all ways in, the same in every run", () => {
    const run = () => {
      const redactor = createRedactor([
        secret("b", "bbbb-2222"),
        secret("B", "BBBB-2222"),
        secret("a", "aaaa-1111"),
        secret("n", "none-here"),
      ]);
      redactor.text("bbbb-2222 aaaa-1111");
      redactor.json({ x: ["BBBB-2222", "bbbb-2222"] });
      streamed(redactor, [Buffer.from("aaaa-11"), Buffer.from("11 aaaa-1111")]);
      redactor.sweepBytes(Buffer.from("aaaa-1111"));
      return redactor.report();
    };
    expect(run()).toEqual([
      { name: "B", count: 1 },
      { name: "a", count: 3 },
      { name: "b", count: 2 },
    ]);
    expect(run()).toEqual(run());
  });
});

describe("much text", () => {
  const secrets = [
    { name: "TOKEN", value: "correct-horse-battery" },
    { name: "PIN", value: "[redacted:TOKEN]-9" },
  ];
  /** 20 MB in which what is searched for stands rarely, also across the places where it is cut. */
  const much = (): Buffer => {
    const words = ["correct-horse-batter", "[redacted:TOKEN]", "correct-horse-battery", "[redacted:TOKEN]-9", "[redac"];
    const filler = Buffer.from(`${"0123456789abcdefghijklmnopqrstuvwxyz+/".repeat(1100)}\n`);
    const base64 = Buffer.from(Buffer.from("correct-horse-battery").toString("base64"));
    const pieces = Array.from({ length: 480 }, (_, index) => [
      filler,
      index % 7 === 3 ? Buffer.from(words[index % words.length] ?? "") : Buffer.alloc(0),
      index === 300 ? base64 : Buffer.alloc(0),
    ]);
    return Buffer.concat([...pieces.flat(), Buffer.from("correct-horse-")]);
  };

  it("is redacted as little text is, whoever tells that there is nothing in a piece", async () => {
    const whole = much();
    const [quick, slow] = [createRedactor(secrets), createRedactor(secrets)];
    const stream = quick.stream();
    const pieces: Buffer[] = [];
    for (let at = 0, size = 50_000; at < whole.length; at += size, size = 30_000 + ((size * 7) % 60_000)) {
      pieces.push(Buffer.from(stream.push(whole.subarray(at, at + size))));
      await new Promise(setImmediate); // What is quick is loaded meanwhile.
    }
    pieces.push(stream.end());
    const redacted = Buffer.concat(pieces);
    expect(redacted.toString("latin1") === slow.text(whole.toString("latin1"))).toBe(true);
    expect(quick.report()).toEqual(slow.report());
    expect(quick.report().find(({ name }) => name === "TOKEN")?.count).toBeGreaterThan(10);
  });

  it("is swept as little text is", async () => {
    const [clean, bad] = [join(dir, "much"), join(dir, "much-bad")];
    const filler = `${"0123456789abcdefghijklmnopqrstuvwxyz+/".repeat(1100)}\n`.repeat(300);
    writeFileSync(clean, filler);
    writeFileSync(bad, `${filler}${"x".repeat(2 ** 20 - (filler.length % 2 ** 20) - 5)}correct-horse-battery${filler}`);
    const redactor = createRedactor(secrets);
    expect(await redactor.sweep(clean)).toEqual([]);
    expect(await redactor.sweep(bad)).toEqual(["TOKEN"]);
  });
});
