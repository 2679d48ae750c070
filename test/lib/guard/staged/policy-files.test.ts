import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, test } from "vitest";
import { resolveConfig } from "../../../../lib/config/index.ts";
import { listOtherPolicy } from "../../../../lib/guard/staged/policy-files.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { repo, stageConflict, type TestRepo } from "../../../support/repo.ts";
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
  const options = { cwd: root, path: path ? join(root, "kprov.config.ts") : null, root, config, cacheDir: null };
  return (await listOtherPolicy(options, takeSnapshot(dir, { staged, env: {} }))).length > 0;
};

const policy = Object.keys(files).filter((path) => path !== "sub/other.txt");

describe("listOtherPolicy", () => {
  it("is not when all lies here as the index has it", async () => {
    const at = made();
    at.write({ "sub/other.txt": "changed\n", "sub/new.txt": "of no policy\n" });
    expect([await ask(at), await ask(at, { path: false })]).toEqual([false, false]);
  });

  it("is by what git neither tracks nor ignores, once it tracks a configuration; but not by what lies in a submodule", async () => {
    const at = made();
    at.write({ "sub/rules/untracked.ts": "2\n" });
    expect(await ask(at)).toBe(true);
    at.write({ ".git/info/exclude": "untracked.ts\n" });
    expect(await ask(at)).toBe(false);
    at.write({ ".git/info/exclude": "" });
    at.git("rm", "--quiet", "--cached", "sub/kprov.config.ts");
    expect(await ask(at)).toBe(false);
    at.git("reset", "--quiet");
    at.git("rm", "--quiet", "-r", "--cached", "sub/rules");
    expect(await ask(at)).toBe(true);
    at.git("update-index", "--add", "--cacheinfo", `160000,${at.git("rev-parse", "HEAD").trim()},sub/rules`);
    expect(await ask(at)).toBe(false);
  });

  it.each([
    ["", false],
    ['import "./other.ts";\n', false],
    ['import "kprovengine";\n', false],
    ['await import("./" + "other.ts");\n', true],
  ])("is by what code imports when nobody can tell: %j", async (source, expected) => {
    const at = repo({
      "kprov.config.ts": `${source}export default {};\n`,
      "other.ts": "1\n",
      "tokens.txt": "globex\n",
    });
    onTestFinished(at.dispose);
    const path = join(at.dir, "kprov.config.ts");
    const config = resolveConfig({ identity: { forbidden: { file: "tokens.txt" } } });
    const options = { cwd: at.dir, path, root: at.dir, config, cacheDir: null };
    const others = () => listOtherPolicy(options, takeSnapshot(at.dir));
    expect(await others()).toEqual(expected ? ["kprov.config.ts"] : []);
    at.write({ "other.ts": "2\n" });
    expect((await others()).includes("other.ts")).toBe(source.includes('"./other'));
  });

  it("asks for no listing where nothing has changed since", async () => {
    const at = made();
    const root = join(at.dir, "sub");
    const config = resolveConfig({ identity: { forbidden: { file: "tokens.txt" } } });
    const options = { cwd: root, path: join(root, "kprov.config.ts"), root, config, cacheDir: temporary() };
    let listed = 0;
    const others = () => {
      const snapshot = takeSnapshot(at.dir);
      const tracked = () => {
        listed += 1;
        return snapshot.tracked();
      };
      return listOtherPolicy(options, { ...snapshot, tracked });
    };
    const asked = async () => [await others(), listed];
    expect([await asked(), await asked()]).toEqual([
      [[], 1],
      [[], 1],
    ]);
    // What is kept says what the index has, not what lies here.
    at.git("config", "filter.x.clean", "echo globex; cat >/dev/null");
    at.write({ ".git/info/attributes": "tokens.txt filter=x\n", "sub/tokens.txt": "other\n" });
    at.git("add", "sub/tokens.txt");
    expect([await asked(), await asked()]).toEqual([
      [["sub/tokens.txt"], 2],
      [["sub/tokens.txt"], 2],
    ]);
  });

  it.each([null, 1, {}, { blobs: null, met: [] }, { blobs: 1, met: [] }, { met: [] }, { blobs: {}, met: 1 }])(
    "asks again where what was kept is not of its form: %j",
    async (result) => {
      const at = made();
      at.write({ "sub/tokens.txt": "other\n" });
      at.git("config", "filter.x.clean", "echo globex; cat >/dev/null");
      at.write({ ".git/info/attributes": "tokens.txt filter=x\n" });
      at.git("add", "sub/tokens.txt");
      const root = join(at.dir, "sub");
      const config = resolveConfig({ identity: { forbidden: { file: "tokens.txt" } } });
      const options = { cwd: root, path: join(root, "kprov.config.ts"), root, config, cacheDir: temporary() };
      const others = () => listOtherPolicy(options, takeSnapshot(at.dir));
      expect(await others()).toEqual(["sub/tokens.txt"]);
      const [name = ""] = readdirSync(join(options.cacheDir, "policy"));
      const kept = join(options.cacheDir, "policy", name);
      writeFileSync(kept, JSON.stringify({ ...JSON.parse(readFileSync(kept, "utf8")), result }));
      expect(await others()).toEqual(["sub/tokens.txt"]);
    },
  );

  it("names what is not tracked by its own place", async () => {
    const at = repo({ "conf/own.json": "{}\n", way: { link: "conf" } });
    onTestFinished(at.dispose);
    at.write({ "conf/list": "x\n" });
    symlinkSync("conf", join(at.dir, "other"));
    const othersBy = (way: string) => {
      const root = join(at.dir, way);
      const config = resolveConfig({ identity: { forbidden: { file: "list" } } });
      const options = { cwd: root, path: join(root, "own.json"), root, config, cacheDir: null };
      return listOtherPolicy(options, takeSnapshot(at.dir));
    };
    expect([await othersBy("way"), await othersBy("other")]).toEqual([["conf/list"], ["conf/list"]]);
  });

  it("is by what a tracked link leads to, too", async () => {
    const at = repo({ "kprov.config.ts": "export default {};\n", list: { link: "deny/list" } });
    onTestFinished(at.dispose);
    const path = join(at.dir, "kprov.config.ts");
    const config = resolveConfig({ identity: { forbidden: { file: "list" } } });
    at.write({ "deny/list": "x\n" });
    const options = { cwd: at.dir, path, root: at.dir, config, cacheDir: null };
    const others = () => listOtherPolicy(options, takeSnapshot(at.dir));
    expect(await others()).toEqual(["list", "deny/list"]);
    at.git("add", "--all");
    expect(await others()).toEqual([]);
  });

  it.each(["constructor", "__proto__"])("takes %s for a name like others", async (name) => {
    const at = repo({ "kprov.config.ts": "export default {};\n", [`${name}/a`]: "1\n" });
    onTestFinished(at.dispose);
    const path = join(at.dir, "kprov.config.ts");
    const config = resolveConfig({ identity: { forbidden: { file: `${name}/list` } } });
    at.write({ [`${name}/list`]: "x\n" });
    const options = { cwd: at.dir, path, root: at.dir, config, cacheDir: temporary() };
    for (let round = 0; round < 2; round += 1)
      expect(await listOtherPolicy(options, takeSnapshot(at.dir))).toEqual([`${name}/list`]);
    at.git("add", "--all");
    for (let round = 0; round < 2; round += 1) expect(await listOtherPolicy(options, takeSnapshot(at.dir))).toEqual([]);
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
    const root = join(at.dir, "sub");
    const options = { cwd: root, path, root, config: resolveConfig({}), cacheDir: null };
    const others = () => listOtherPolicy(options, takeSnapshot(at.dir));
    expect(await others()).toEqual([]);
    at.write({ "sub/other.txt": "changed\n" });
    expect(await others()).toEqual(["sub/other.txt"]);
  });

  it("is by one that is in a merge conflict, whichever version lies here", async () => {
    const at = made();
    stageConflict(at, "sub/tokens.txt", files["sub/tokens.txt"], "x\n");
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
