import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, test } from "vitest";
import { resolveConfig } from "../../../../lib/config/index.ts";
import { listOtherPolicy } from "../../../../lib/guard/staged/policy-files.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const files = {
  "sub/kprov.config.ts": "export default {}\n",
  "sub/tokens.txt": "globex\n",
  "sub/private.json": "{}\n",
  "sub/rules/own.ts": "1\n",
  "sub/.kprov/waivers.json": "{}\n",
  "sub/other.txt": "x\n",
};

const made = (): TestRepo => {
  const fixture = repo(files);
  onTestFinished(fixture.dispose);
  return fixture;
};

const ask = async ({ dir }: TestRepo, { staged = false, path = true, root = join(dir, "sub") } = {}) => {
  const config = {
    ...resolveConfig({ identity: { forbidden: { file: "tokens.txt", private: "private.json" } } }),
    ruleSources: { "rules/own.ts": "1", "rules/untracked.ts": "2" },
  };
  const options = { path: path ? join(root, "kprov.config.ts") : null, root, config };
  return (await listOtherPolicy(options, takeSnapshot(dir, { staged, env: {} }))).length > 0;
};

const policy = Object.keys(files).filter((path) => path !== "sub/other.txt");

describe("listOtherPolicy", () => {
  it("is not when all lies here as the index has it", async () => {
    const at = made();
    at.write({ "sub/rules/untracked.ts": "2\n", "sub/other.txt": "changed\n" });
    expect([await ask(at), await ask(at, { path: false })]).toEqual([false, false]);
  });

  describe.each(policy)("by %s", (path) => {
    test.each<[string, (at: TestRepo) => void]>([
      ["that is changed", (at) => at.write({ [path]: "other\n" })],
      ["that is gone", (at) => rmSync(join(at.dir, path))],
      ["that is a directory", (at) => [rmSync(join(at.dir, path)), mkdirSync(join(at.dir, path))]],
    ])("%s, whatever git is told, of what is staged, too", async (_, change) => {
      const at = made();
      at.git("update-index", "--assume-unchanged", path);
      change(at);
      expect([await ask(at), await ask(at, { staged: true })]).toEqual([true, true]);
    });
  });

  it("is by one that is reached over a link: above it, in the place of its directory, and itself", async () => {
    const at = made();
    const sub = join(at.dir, "sub");
    const way = join(temporary(), "way");
    symlinkSync(sub, way);
    expect(await ask(at, { root: way })).toBe(false);
    at.git("update-index", "--assume-unchanged", "sub/tokens.txt", "sub/other.txt");
    at.write({ "sub/other.txt": "changed\n" });
    expect(await ask(at, { root: way })).toBe(false);
    rmSync(join(sub, "private.json"));
    symlinkSync("other.txt", join(sub, "private.json"));
    at.git("add", "sub/private.json");
    expect(await ask(at)).toBe(true);
    at.write({ "sub/other.txt": "x\n" });
    expect([await ask(at), await ask(at, { root: way })]).toEqual([false, false]);
    at.write({ "sub/tokens.txt": "other\n" });
    expect([await ask(at), await ask(at, { root: way })]).toEqual([true, true]);
    renameSync(sub, join(temporary(), "sub"));
    symlinkSync(temporary({ "tokens.txt": "other\n" }), sub);
    expect(await ask(at)).toBe(true);
  });

  it("is by one that was named, whatever it is called", async () => {
    const at = made();
    const path = join(at.dir, "sub/other.txt");
    const options = { path, root: join(at.dir, "sub"), config: resolveConfig({}) };
    const others = () => listOtherPolicy(options, takeSnapshot(at.dir));
    expect(await others()).toEqual([]);
    at.write({ "sub/other.txt": "changed\n" });
    expect(await others()).toEqual(["sub/other.txt"]);
  });

  it("is by one that is in a merge conflict, whichever version lies here", async () => {
    const at = made();
    const blob = (path: string) => at.git("rev-parse", `:${path}`).trim();
    const [list, other] = [blob("sub/tokens.txt"), blob("sub/other.txt")];
    at.git("rm", "--quiet", "--cached", "sub/tokens.txt");
    const stages = [list, other].map((name, index) => `100644 ${name} ${index + 2}\tsub/tokens.txt\n`).join("");
    execFileSync("git", ["update-index", "--index-info"], { cwd: at.dir, input: stages });
    expect(await ask(at)).toBe(true);
  });

  it("is by a configuration that a search would meet there, and by no other", async () => {
    const at = made();
    at.write({ "sub/kprov.config.ts": "other\n" });
    expect(await ask(at, { path: false })).toBe(true);
    const beside = join(at.dir, "beside");
    mkdirSync(beside);
    expect(await ask(at, { path: false, root: beside })).toBe(false);
  });
});
