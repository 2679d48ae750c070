import { afterEach, describe, expect, test, vi } from "vitest";
import { lookClosely } from "../../../../lib/guard/forbidden/close-look.ts";
import { findFree } from "../../../../lib/guard/forbidden/free.ts";
import { createMatcher } from "../../../../lib/guard/forbidden/matcher.ts";
import * as workTree from "../../../../lib/guard/forbidden/work-tree.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { repo } from "../../../support/repo.ts";

afterEach(() => vi.restoreAllMocks());

/** What happens while `work` looks at files, when so many milliseconds go by from one look at the clock to the next. */
const during = async (milliseconds: number, work: () => Promise<unknown>): Promise<string[]> => {
  const events: string[] = [];
  const { lookAt } = workTree;
  vi.spyOn(workTree, "lookAt").mockImplementation((...args) => {
    events.push("look");
    return lookAt(...args);
  });
  let now = 1e6;
  vi.spyOn(process, "hrtime").mockImplementation((() => {
    now += milliseconds;
    return [Math.floor(now / 1000), (now % 1000) * 1e6];
  }) as typeof process.hrtime);
  setImmediate(() => events.push("heard"));
  await work();
  return events;
};

const files = { a: "x", b: "y", c: "z" };

describe.each([
  [50, ["look", "heard", "look", "look"]],
  [49, ["look", "look", "heard", "look"]],
  [0, ["look", "look", "look", "heard"]],
])("signals are heard after 50 ms of work: with %i ms for a file", (milliseconds, expected) => {
  test("in the close look", async () => {
    using fixture = repo(files);
    const targets = Object.keys(files).map((name) => ({ name, versions: [], withWorkTree: true }));
    const common = { cwd: fixture.dir, root: fixture.dir, matcher: createMatcher(["acme"]), isStaged: false };
    const options = { ...common, isDeclaring: () => false, onBytes: () => undefined };
    const events = await during(milliseconds, async () => {
      await lookClosely(targets, options);
      await new Promise(setImmediate);
    });
    expect(events).toEqual(expected);
  });

  test("in what is free of words", async () => {
    using fixture = repo(files);
    const snapshot = takeSnapshot(fixture.dir, { staged: true, env: {} });
    const { entries } = await snapshot.listing();
    await snapshot.changes();
    const events = await during(milliseconds, async () => {
      await findFree({ snapshot, entries, tokens: ["acme"], cacheDir: null, version: "1" });
      await new Promise(setImmediate);
    });
    expect(events).toEqual(expected);
  });
});
