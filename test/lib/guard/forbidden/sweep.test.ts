import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plantedContents } from "../../../../lib/guard/forbidden/canaries.ts";
import { createMatcher, type Matcher } from "../../../../lib/guard/forbidden/matcher.ts";
import { plainThread } from "../../../../lib/guard/forbidden/plain-thread.ts";
import { createQuick } from "../../../../lib/guard/forbidden/quick.ts";
import { states, sweep } from "../../../../lib/guard/forbidden/sweep.ts";
import { startHelper } from "../../../../lib/guard/forbidden/sweep-helper.ts";
import { type Encoding, encode } from "../../../../lib/guard/forbidden/tokens.ts";
import { openFlags } from "../../../../lib/guard/forbidden/work-tree.ts";
import { type Listing, parseIndex } from "../../../../lib/guard/surface/listing.ts";
import { temporary } from "../../../support/temporary.ts";

const listingOf = (names: readonly string[]): Listing =>
  parseIndex(Buffer.from(names.map((name) => `H 100644 ${"0".repeat(40)} 0\t${name}\0`).join("")));

/** Files with and without each token, at every place that could be special. */
const special = (tokens: readonly string[]): Record<string, Buffer> => {
  const files: Record<string, Buffer> = {};
  for (const [index, token] of tokens.entries()) {
    for (const encoding of ["UTF-8", "UTF-16 LE", "UTF-16 BE"] satisfies Encoding[]) {
      const bytes = encode(token, encoding);
      const name = `${index}-${encoding.replace(" ", "-")}`;
      files[`${name}-alone`] = bytes;
      files[`${name}-cut`] = bytes.subarray(0, -1);
      files[`${name}-late`] = Buffer.concat([Buffer.alloc(99, "x"), bytes]);
      files[`${name}-binary`] = Buffer.concat([Buffer.alloc(99), bytes, Buffer.alloc(9)]);
      files[`${name}-boundary`] = Buffer.concat([Buffer.alloc(4096 - 1, "y"), bytes, Buffer.alloc(9, "z")]);
    }
  }
  return files;
};

const tokenLists = [
  ["acme-corp", "globex-inc"],
  ["abcd", "acme-corp"],
  ["xyz", "ab", "acme-corp"],
  ["q"],
  ["日本", "č"],
];

const ways = [
  ["with its kernel", (matcher: Matcher) => createQuick(matcher, 4096).thread],
  ["without", (matcher: Matcher) => plainThread(matcher.groups)],
] as const;

describe.each(ways)("the second thread, %s", (_, threadOf) => {
  it.each(tokenLists)("sees what this one sees, for %j", async (...tokens) => {
    const files = special(tokens);
    const root = temporary(files);
    const names = [...Object.keys(files), "missing"];
    const listing = listingOf(names);
    const matcher = createMatcher(tokens);
    const shared = {
      states: new Uint8Array(new SharedArrayBuffer(names.length)),
      turn: new Int32Array(new SharedArrayBuffer(4)),
      read: new BigInt64Array(new SharedArrayBuffer(8)),
    };
    const canaries = [...plantedContents(tokens), Buffer.from("nothing is here, so it must be missed")];
    const plain = { root, openFlags, bufferSize: 4096, thread: threadOf(matcher) };
    const helper = startHelper({ ...listing, ...plain, shared, canaries });
    const missed = await helper.done;
    helper.stop();
    const swept = await sweep(listing, { root, matcher, canaries, threadAfter: Number.POSITIVE_INFINITY });
    const expected = names.map((name) => {
      if (name === "missing") return states.failed;
      return matcher.hasMatch(readFileSync(join(root, name))) ? states.suspicious : states.clean;
    });
    expect([...shared.states]).toEqual(expected);
    expect([...swept.states]).toEqual(expected);
    expect(new Set(expected).size).toBe(3);
    if (!matcher.hasMatch(canaries.at(-1) ?? Buffer.of())) expect(missed).toEqual([canaries.length - 1]);
    expect(shared.read[0]).toBeGreaterThan(0n);
  });
});

describe("the second thread", () => {
  it("joins, and its blindness is told", async () => {
    const root = temporary();
    const names = Array.from({ length: 600 }, (_, index) => `f${index}`);
    for (const name of names) writeFileSync(join(root, name), name === "f77" ? "acme-corp" : "x".repeat(9000));
    const options = { root, matcher: createMatcher(["acme-corp"]), threadAfter: 0 };
    const canaries = [Buffer.from("acme-corp"), Buffer.from("this can't be found")];
    const progress: number[] = [];
    const swept = await sweep(listingOf(names), { ...options, canaries, onProgress: (bytes) => progress.push(bytes) });
    expect(swept.missed).toEqual([1]);
    expect([...swept.states].filter((state) => state !== states.clean)).toEqual([states.suspicious]);
    expect(swept.states[77]).toBe(states.suspicious);
    expect(swept.bytes).toBe(599 * 9000 + 9);
    expect(progress.length).toBeGreaterThan(0);
  });

  it("is not believed when it could not run, and its files are looked at again", async () => {
    const root = temporary({ a: "acme-corp" });
    const listing = listingOf(["a"]);
    const shared = { states: new Uint8Array(1), turn: new Int32Array(1), read: new BigInt64Array(1) };
    const thread = plainThread([]);
    const broken = { ...shared, turn: undefined as unknown as Int32Array };
    const helper = startHelper({ ...listing, root, shared: broken, thread, canaries: [], openFlags, bufferSize: 1 });
    expect(await helper.done).toEqual([]);
    const blind = startHelper({
      ...{ ...listing, root, shared: broken, thread, openFlags, bufferSize: 1 },
      canaries: [Buffer.of(1), Buffer.of(2)],
    });
    expect(await blind.done).toEqual([0, 1]);
  });

  it("is not believed when it ends in the middle of a file, and that one is looked at again", async () => {
    const names = Array.from({ length: 600 }, (_, index) => `f${index}`);
    const root = temporary(Object.fromEntries(names.map((name) => [name, "x"])));
    const taken = new Int32Array(new SharedArrayBuffer(4));
    const code = `const createHasMatch = (taken) => (bytes, end) => {
      if (end === "acme".length) return true;
      Atomics.store(taken, 0, 1);
      Atomics.notify(taken, 0);
      process.exit();
    };`;
    const matcher: Matcher = { ...createMatcher(["acme"]), thread: { code, data: taken, longest: 4 } };
    const onProgress = () => void Atomics.wait(taken, 0, 0, 10_000);
    const options = { root, matcher, canaries: [Buffer.from("acme")], threadAfter: 0, onProgress };
    const swept = await sweep(listingOf(names), options);
    expect(Atomics.load(taken, 0)).toBe(1);
    expect(new Set(swept.states)).toEqual(new Set([states.clean]));
    expect(swept.missed).toEqual([0]);
  });

  it("stops when progress throws", async () => {
    const names = Array.from({ length: 600 }, (_, index) => `f${index}`);
    const onProgress = () => {
      throw new Error("stop");
    };
    const options = { root: temporary(), matcher: createMatcher(["acme"]), canaries: [], threadAfter: 0, onProgress };
    await expect(sweep(listingOf(names), options)).rejects.toThrow("stop");
  });

  it.each([
    [207, 0, []],
    [208, 0, [0]],
    [5000, Number.POSITIVE_INFINITY, []],
    [5001, Number.POSITIVE_INFINITY, [0]],
  ])(
    "with %i files to look at, which is likely to pay after %d ms, has missed %j",
    async (count, threadAfter, missed) => {
      const sound = createMatcher(["acme"]);
      // It would miss what this one finds; it is not worth its start for fewer than 200 files, and is for 5,000.
      const matcher: Matcher = { ...sound, thread: plainThread(createMatcher(["globex"]).groups) };
      const names = Array.from({ length: count }, (_, index) => `f${index}`);
      const options = { root: temporary(), matcher, canaries: [Buffer.from("acme")], threadAfter };
      expect((await sweep(listingOf(names), options)).missed).toEqual(missed);
    },
  );

  it("and this one may miss different canaries", async () => {
    const sound = createMatcher(["acme"]);
    const matcher: Matcher = { ...sound, thread: plainThread(createMatcher(["globex"]).groups) };
    const canaries = ["acme", "globex", "acme"].map((text) => Buffer.from(text));
    const names = Array.from({ length: 600 }, (_, index) => `f${index}`);
    const swept = await sweep(listingOf(names), { root: temporary(), matcher, canaries, threadAfter: 0 });
    expect(swept.missed).toEqual([0, 1, 2]);
  });
});

describe("sweep", () => {
  const common = { matcher: createMatcher(["acme"]), canaries: [] };

  it("asks nothing where there is nothing to look at", async () => {
    const swept = await sweep(listingOf([]), { ...common, root: temporary(), canaries: [Buffer.from("not found")] });
    expect(swept).toEqual({ states: new Uint8Array(0), bytes: 0, missed: [] });
  });

  it.each([[["a", "directory/long-name", "x"]], [["a", "directory/läng-näme", "é"]]])(
    "finds files by the names %j",
    async (names) => {
      const root = temporary(Object.fromEntries(names.map((name, index) => [name, index === 1 ? "acme" : "none"])));
      const swept = await sweep(listingOf([...names, "missing"]), { ...common, root });
      expect([...swept.states]).toEqual([states.clean, states.suspicious, states.clean, states.failed]);
      expect(swept.bytes).toBe(12);
    },
  );

  it("finds a token across two readings, and leaves no file open", async () => {
    const size = 256 * 1024;
    const root = temporary(
      Object.fromEntries([1, 2, 3, 4].map((before) => [`f${before}`, `${"x".repeat(size - before)}acme`])),
    );
    mkdirSync(join(root, "directory"));
    const open = readdirSync("/dev/fd").length;
    const swept = await sweep(listingOf(["directory", "f1", "f2", "f3", "f4"]), { ...common, root });
    expect([...swept.states]).toEqual([states.failed, ...Array(4).fill(states.suspicious)]);
    expect(readdirSync("/dev/fd")).toHaveLength(open);
  });
});
