import { readFileSync, writeFileSync } from "node:fs";
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

  it("stops when progress throws", async () => {
    const names = Array.from({ length: 600 }, (_, index) => `f${index}`);
    const onProgress = () => {
      throw new Error("stop");
    };
    const options = { root: temporary(), matcher: createMatcher(["acme"]), canaries: [], threadAfter: 0, onProgress };
    await expect(sweep(listingOf(names), options)).rejects.toThrow("stop");
  });
});
