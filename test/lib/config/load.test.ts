import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type LoadedConfig, type LoadOptions, loadConfig } from "../../../lib/config/index.ts";
import { sha256 } from "../../../lib/digest.ts";
import { canonicalJson } from "../../../lib/json.ts";
import { temporary } from "../../support/temporary.ts";

const load = (cwd: string, options: Partial<LoadOptions> = {}): Promise<LoadedConfig> =>
  loadConfig({ cwd, allowCode: true, cacheDir: null, ...options });

const json = (config: unknown) => load(temporary({ "kprov.config.json": JSON.stringify(config) }));

describe("loadConfig", () => {
  test("without a file gives the defaults, no digest, and cwd as root", async () => {
    const cwd = temporary({ ".git": "" });
    expect(await load(cwd)).toEqual({ config: (await json({})).config, digest: null, path: null, root: cwd });
  });

  test("fills in each default", async () => {
    expect((await json({})).config).toEqual({
      project: null,
      identity: {
        name: null,
        commands: [],
        display: { name: null, allow: [] },
        repository: null,
        forbidden: [],
        docker: { files: [], labels: {} },
      },
      projects: [],
      artifacts: { deny: [], allow: [], maxFileSize: 5_000_000 },
      runtime: { python: null, node: null, go: null, rust: null },
      preflight: { commands: {}, stagedLinks: [] },
      parity: null,
      governance: null,
      waivers: { maxDays: 180 },
      rules: [],
      ruleSources: {},
      run: {
        out: "runs",
        recordEnv: ["PATH", "LANG", "LC_ALL", "TZ", "PYTHONHASHSEED", "SOURCE_DATE_EPOCH", "CUDA_VISIBLE_DEVICES"],
        collect: false,
        secrets: [],
        approvalsRequired: 1,
        sign: false,
        secretFiles: [],
        requirePreflight: false,
      },
      catalog: { file: ".kprov/catalog.sqlite", searchable: [] },
    });
  });

  test("keeps each written value instead of its default", async () => {
    const written = {
      project: "p",
      identity: {
        name: "n",
        commands: ["c"],
        display: { name: "N", allow: ["a"] },
        repository: "https://h/x",
        forbidden: { file: "tokens.txt" },
        docker: { files: ["Dockerfile"], labels: { title: "n" } },
      },
      projects: [{ root: "services/api", name: "api" }, { root: "web" }],
      artifacts: { deny: ["d"], allow: [{ glob: "g", reason: "r" }], maxFileSize: 2048 },
      runtime: { python: "1", node: "2", go: "3", rust: "4" },
      preflight: { commands: { lint: ["l"] }, stagedLinks: ["node_modules"] },
      parity: { ciOnly: [{ run: "deploy", reason: "only there" }] },
      governance: { documents: ["a.md"], workflows: ["ci.yml"], files: ["kprov.mk"] },
      waivers: { maxDays: 30 },
      run: {
        ...{ out: "/o", recordEnv: ["A"], collect: true, secrets: ["S"], approvalsRequired: 3 },
        ...{ sign: true, secretFiles: [".env"], requirePreflight: { maxAge: "1h" } },
      },
      catalog: { file: "c.sqlite", searchable: ["logs/*"] },
    };
    expect((await json({ $schema: "s", ...written })).config).toEqual({ ...written, rules: [], ruleSources: {} });
  });

  test("takes the technical name from project when identity has none", async () => {
    expect((await json({ project: "p", identity: { docker: { files: ["D"] } } })).config.identity).toMatchObject({
      name: "p",
      docker: { files: ["D"], labels: {} },
    });
  });

  test("digests the file's bytes and the completed value, whatever the file's form", async () => {
    const source = 'export default { "project": "p" }';
    const dir = temporary({ "a/kprov.config.ts": source, "a/b/file": "", "c/kprov.config.json": '{ "project":"p" }' });
    const code = await load(join(dir, "a/b"));
    expect(code.digest).toEqual({
      path: "kprov.config.ts",
      sha256: sha256(source),
      effective: sha256(canonicalJson(code.config)),
    });
    expect(code).toMatchObject({ path: join(dir, "a/kprov.config.ts"), root: join(dir, "a") });
    const data = await load(dir, { file: "c/kprov.config.json" });
    expect(data.digest).toMatchObject({ path: "c/kprov.config.json", effective: code.digest?.effective });
    expect(data.digest?.sha256).not.toBe(code.digest?.sha256);
    expect(data.root).toBe(dir);
  });

  test("refuses code with E_CODE_CONFIG when it is not allowed, and takes JSON", async () => {
    const dir = temporary({ "kprov.config.mjs": "throw new Error('it ran')", "x.json": '{"project":"p"}' });
    await expect(load(dir, { allowCode: false })).rejects.toMatchObject({ code: "E_CODE_CONFIG" });
    expect((await load(dir, { allowCode: false, file: "x.json" })).config.project).toBe("p");
  });

  test.each([
    ['{"project":"a","project":"b"}', "duplicate key"],
    ['{"project":"a",}', "JSON"],
    ['// no\n{"project":"a"}', "JSON"],
    ['{"__proto__":{}}', "__proto__"],
    ["[]", "expected an object, found a list"],
    ["null", "expected an object, found null"],
    ['"x"', "expected an object, found string"],
    ['{"project":null}', "project: expected a name, found null"],
  ])("refuses the JSON %s: %s", async (text, message) => {
    const dir = temporary({ "kprov.config.json": text });
    await expect(load(dir)).rejects.toMatchObject({ code: "E_CONFIG", message: expect.stringContaining(message) });
  });
});

describe("loadConfig's cache", () => {
  const marks = (cache: string) => readdirSync(join(cache, "config"));
  const invalid = '{"identity":{"nmae":"x"}}';

  test("marks valid configurations only, outside the work tree", async () => {
    const dir = temporary({ "a/kprov.config.json": '{"project":"p"}', "b/kprov.config.json": invalid });
    const cacheDir = join(dir, "cache");
    await load(join(dir, "a"), { cacheDir });
    await expect(load(join(dir, "b"), { cacheDir })).rejects.toThrow("nmae");
    expect(marks(cacheDir)).toHaveLength(1);
    expect(readdirSync(join(dir, "a"))).toEqual(["kprov.config.json"]);
    await expect(load(join(dir, "b"), { cacheDir })).rejects.toThrow("nmae");
  });

  test("never decides what a configuration says: a changed file gives its new value", async () => {
    const dir = temporary({ "kprov.config.ts": 'export default { project: "one" }' });
    const cacheDir = join(dir, "cache");
    expect((await load(dir, { cacheDir })).config.project).toBe("one");
    writeFileSync(join(dir, "kprov.config.ts"), 'export default { project: "two" }');
    expect((await load(dir, { cacheDir })).config.project).toBe("two");
  });

  test.each(["", "null", '{"project":"evil"}', '{"config":{"artifacts":{"deny":[]}}}', "\0".repeat(4096)])(
    "takes a poisoned entry for none: %j",
    async (poison) => {
      const dir = temporary({ "kprov.config.json": '{"project":"p"}' });
      const cacheDir = join(dir, "cache");
      await load(dir, { cacheDir });
      const [mark = ""] = marks(cacheDir);
      const good = readFileSync(join(cacheDir, "config", mark));
      writeFileSync(join(cacheDir, "config", mark), poison);
      expect((await load(dir, { cacheDir })).config.project).toBe("p");
      expect(readFileSync(join(cacheDir, "config", mark))).toEqual(good);
    },
  );

  test("takes another configuration's mark, or a link to it, for none", async () => {
    const dir = temporary({ "a/kprov.config.json": '{"project":"p"}', "b/kprov.config.json": '{"project":"q"}' });
    const cacheDir = join(dir, "cache");
    await load(join(dir, "a"), { cacheDir });
    const [first = ""] = marks(cacheDir);
    await load(join(dir, "b"), { cacheDir });
    const second = marks(cacheDir).find((name) => name !== first) ?? "";
    const good = readFileSync(join(cacheDir, "config", second));
    rmSync(join(cacheDir, "config", second));
    symlinkSync(first, join(cacheDir, "config", second));
    expect((await load(join(dir, "b"), { cacheDir })).config.project).toBe("q");
    expect(readFileSync(join(cacheDir, "config", second))).toEqual(good);
  });

  test("may be missing, a file, read-only or null: only slower", async () => {
    const dir = temporary({ "kprov.config.json": '{"project":"p"}', file: "" });
    mkdirSync(join(dir, "read-only"));
    chmodSync(join(dir, "read-only"), 0o500);
    for (const cacheDir of [null, join(dir, "file"), join(dir, "read-only"), "/proc/none", "relative"]) {
      expect((await load(dir, { cacheDir })).config.project).toBe("p");
    }
    expect(readdirSync(dir).sort()).toEqual(["file", "kprov.config.json", "read-only"]);
  });
});
