import { describe, expect, it } from "vitest";
import { createBeside, type Unseen } from "../../../../lib/guard/ci/beside.ts";
import type { Version } from "../../../../lib/guard/sources/index.ts";

const view = (from: Version["from"], versions: Version[]) =>
  createBeside({ paths: ["a"], versions: async (path) => (path === "a" ? versions : []) }, from);
const index = { from: "index", text: "staged" } as const;
const lying = { from: "work tree", text: "lying" } as const;

describe("createBeside", () => {
  it.each<[Version["from"], Version[], string | undefined, boolean]>([
    ["index", [index], "staged", false],
    ["work tree", [index], "staged", false],
    ["index", [index, lying], "staged", true],
    ["work tree", [index, lying], "lying", true],
    ["work tree", [lying], "lying", true],
    ["index", [lying], undefined, true],
    ["index", [], undefined, false],
    ["work tree", [index, index, lying], "lying", true],
  ])("in the %s, of %j: %s", async (from, versions, text, isOther) => {
    const { beside, differs } = view(from, versions);
    expect(differs()).toBe(false);
    expect(await beside.text("a")).toBe(text);
    expect(differs()).toBe(isOther);
  });

  it.each(["index", "work tree"] as const)("can't read a file in the middle of a merge, in the %s", async (from) => {
    await expect(view(from, [index, index]).beside.text("a")).rejects.toMatchObject({
      ...{ code: "E_SOURCE", path: "a", line: 1, column: 1, reason: "it is in the middle of a merge" },
    });
  });

  it("keeps what was not seen", () => {
    const { beside, unseen } = view("index", []);
    const part: Unseen = {
      located: { path: "a", line: 1, column: 1, value: "b" },
      source: "uses",
      why: "x",
      isBroken: true,
    };
    beside.unseen(part);
    expect([unseen, beside.paths]).toEqual([[part], ["a"]]);
  });
});
