import { chmodSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FixPlan } from "../../../../lib/guard/fix/plan.ts";
import { carryOut } from "../../../../lib/guard/fix/write.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";

let fixture: TestRepo;
beforeEach(() => {
  fixture = repo({ "a.toml": "old\n", "b.toml": "old\n", "x.pyc": "x", "*.pyc": "y", ":!z": "z" });
});
afterEach(() => fixture.dispose());

const planOf = (more: Partial<FixPlan> = {}): FixPlan => ({
  ...{ root: fixture.dir, changes: [], untracked: [], refused: [] },
  ...more,
});
const change = (path: string) => ({ path, before: "old\n", after: "new\n" });
const read = (path: string) => readFileSync(join(fixture.dir, path), "utf8");
const status = () => fixture.git("status", "--porcelain");

describe("carryOut", () => {
  it("changes the work tree and not the index, keeps the mode, leaves nothing beside it", async () => {
    chmodSync(join(fixture.dir, "a.toml"), 0o755);
    fixture.git("add", "a.toml");
    const before = readdirSync(fixture.dir);
    await carryOut(planOf({ changes: [change("a.toml"), change("b.toml")] }));
    expect([read("a.toml"), read("b.toml")]).toEqual(["new\n", "new\n"]);
    expect(statSync(join(fixture.dir, "a.toml")).mode & 0o777).toBe(0o755);
    expect(fixture.git("show", ":a.toml")).toBe("old");
    expect(readdirSync(fixture.dir)).toEqual(before);
  });

  it.runIf(process.platform === "linux")("leaves no file open", async () => {
    await carryOut(planOf({ changes: [change("a.toml")] }));
    const open = readdirSync("/proc/self/fd").map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return "closed meanwhile";
      }
    });
    expect(open.filter((path) => path.startsWith(fixture.dir))).toEqual([]);
  });

  it("is undone by git restore, staged changes and all", async () => {
    fixture.write({ "a.toml": "staged\n" });
    fixture.git("add", "a.toml");
    await carryOut(planOf({ changes: [{ path: "a.toml", before: "staged\n", after: "new\n" }] }));
    fixture.git("restore", "a.toml");
    expect([read("a.toml"), status()]).toEqual(["staged\n", "M  a.toml"]);
  });

  it("takes paths out of the index, literally, and leaves the files", async () => {
    await carryOut(planOf({ untracked: ["*.pyc", ":!z"] }));
    expect(fixture.git("ls-files")).toBe("a.toml\nb.toml\nx.pyc");
    expect([read("*.pyc"), read(":!z")]).toEqual(["y", "z"]);
  });

  it("changes nothing when one file changed meanwhile", async () => {
    fixture.write({ "b.toml": "mine\n" });
    const plan = planOf({ changes: [change("a.toml"), change("b.toml")], untracked: ["x.pyc"] });
    await expect(carryOut(plan)).rejects.toMatchObject({ code: "E_IO" });
    expect([read("a.toml"), read("b.toml")]).toEqual(["old\n", "mine\n"]);
    expect(fixture.git("ls-files", "x.pyc")).toBe("x.pyc");
  });

  it("leaves a path in the index whose file changed meanwhile: git would not mind", async () => {
    fixture.write({ "x.pyc": "mine" });
    await expect(carryOut(planOf({ untracked: ["x.pyc"] }))).rejects.toMatchObject({ code: "E_IO" });
    expect(fixture.git("ls-files", "x.pyc")).toBe("x.pyc");
  });

  it.each([
    ["is no longer tracked", () => fixture.git("rm", "--quiet", "--cached", "b.toml")],
    [
      // git does not look at it, and so does not miss it.
      "is gone, unseen by git",
      () => {
        fixture.git("update-index", "--assume-unchanged", "b.toml");
        rmSync(join(fixture.dir, "b.toml"));
      },
    ],
  ])("changes nothing when one file %s", async (_, spoil) => {
    spoil();
    const plan = planOf({ changes: [change("a.toml"), change("b.toml")] });
    await expect(carryOut(plan)).rejects.toMatchObject({
      code: "E_IO",
      message: 'Cannot mend "b.toml": it changed meanwhile; nothing was changed',
    });
    expect(read("a.toml")).toBe("old\n");
  });

  it("changes nothing when a file can't be written, and says why", async () => {
    const staged = `.b.toml.kprovengine-${process.pid}`;
    fixture.write({ [staged]: "left behind" });
    const plan = planOf({ changes: [change("a.toml"), change("b.toml")] });
    await expect(carryOut(plan)).rejects.toMatchObject({
      code: "E_IO",
      message: 'Cannot write "b.toml": EEXIST; nothing was changed',
    });
    expect([read("a.toml"), read("b.toml")]).toEqual(["old\n", "old\n"]);
    expect(readdirSync(fixture.dir)).not.toContain(staged);
  });

  it("puts the first file back when the second is not what it was, whatever git thinks", async () => {
    const plan = planOf({ changes: [change("a.toml"), { path: "b.toml", before: "other\n", after: "new\n" }] });
    await expect(carryOut(plan)).rejects.toMatchObject({ code: "E_IO" });
    expect([read("a.toml"), read("b.toml"), status()]).toEqual(["old\n", "old\n", ""]);
  });

  it("puts files back when git can't change the index, because somebody else does", async () => {
    writeFileSync(join(fixture.dir, ".git/index.lock"), "");
    const plan = planOf({ changes: [change("a.toml")], untracked: ["x.pyc"] });
    await expect(carryOut(plan)).rejects.toMatchObject({ code: "E_GIT" });
    expect(read("a.toml")).toBe("old\n");
  });
});
