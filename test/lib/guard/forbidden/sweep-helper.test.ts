import { afterEach, describe, expect, test, vi } from "vitest";
import { createMatcher } from "../../../../lib/guard/forbidden/matcher.ts";
import { sweep } from "../../../../lib/guard/forbidden/sweep.ts";
import * as helping from "../../../../lib/guard/forbidden/sweep-helper.ts";
import { openFlags } from "../../../../lib/guard/forbidden/work-tree.ts";
import { parseIndex } from "../../../../lib/guard/surface/listing.ts";
import { temporary } from "../../../support/temporary.ts";

afterEach(() => vi.restoreAllMocks());

const listingOf = (count: number) =>
  parseIndex(Buffer.from(Array.from({ length: count }, (_, at) => `H 100644 ${"0".repeat(40)} 0\tf${at}\0`).join("")));

describe("the sweep and its second thread", () => {
  /** Sweeps 240 files that are not there, while so many milliseconds go by from one look at the clock to the next. */
  const during = async (milliseconds: number) => {
    const stop = vi.fn();
    const start = vi.spyOn(helping, "startHelper").mockImplementation(({ shared }) => {
      Atomics.add(shared.read, 0, 1000n);
      return { done: Promise.resolve([]), stop };
    });
    let now = 1e6;
    vi.spyOn(process, "hrtime").mockImplementation((() => {
      now += milliseconds;
      return [Math.floor(now / 1000), (now % 1000) * 1e6];
    }) as typeof process.hrtime);
    const progress: number[] = [];
    const onProgress = (bytes: number) => void progress.push(bytes);
    const options = { root: temporary(), matcher: createMatcher(["acme"]), canaries: [], threadAfter: 0, onProgress };
    const { bytes } = await sweep(listingOf(240), options);
    expect(start).toHaveBeenCalledTimes(1);
    expect(stop).toHaveBeenCalledTimes(1);
    return { bytes, progress };
  };

  test("are started once, ended once, and tell together how far they are", async () => {
    // Once for every eighth file.
    expect(await during(60)).toEqual({ bytes: 1000, progress: Array(30).fill(1000) });
  });

  test("tell so every 50 ms at most", async () => {
    expect(await during(0)).toEqual({ bytes: 1000, progress: [1000] });
  });
});

test("the second thread ends when it is stopped", async () => {
  const turns = new Int32Array(new SharedArrayBuffer(4));
  const shared = { states: new Uint8Array(1), turn: new Int32Array(1), read: new BigInt64Array(1) };
  const code = "const createHasMatch = (data) => { for (;;) Atomics.add(data, 0, 1); };";
  const thread = { code, data: turns, longest: 1 };
  const plain = { root: temporary(), shared, thread, canaries: [], openFlags, bufferSize: 1 };
  const helper = helping.startHelper({ ...listingOf(1), ...plain });
  await vi.waitFor(() => expect(Atomics.load(turns, 0)).not.toBe(0), { timeout: 10_000 });
  helper.stop();
  await vi.waitFor(
    async () => {
      const before = Atomics.load(turns, 0);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(Atomics.load(turns, 0)).toBe(before);
    },
    { timeout: 10_000 },
  );
});
