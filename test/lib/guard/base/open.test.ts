import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type AskedBase, askedBase, type Base, withBase } from "../../../../lib/guard/base/index.ts";
import { readForbidden } from "../../../../lib/guard/identity/index.ts";
import { repo, runGit, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const json = (deny: string[], rest: object = {}) => JSON.stringify({ project: "p", artifacts: { deny }, ...rest });

const open = <T>(
  fixture: TestRepo,
  work: (base: Base) => T,
  options: { cwd?: string; file?: string } = {},
): Promise<T> =>
  withBase(
    askedBase({ base: "main" }, {}) as AskedBase,
    { cwd: fixture.dir, allowCode: true, cacheDir: null, ...options },
    async (base) => work(base),
  );

const denied = (fixture: TestRepo, options: { cwd?: string; file?: string } = {}) =>
  open(fixture, ({ policy }) => policy?.loaded.config.artifacts.deny, options);

/** Back to the first commit's policy from a candidate with another one. */
const candidate = (fixture: TestRepo, files: Parameters<TestRepo["commit"]>[0]): void => {
  fixture.git("checkout", "--quiet", "-b", "candidate");
  fixture.commit(files);
};

describe("withBase", () => {
  test("the base's configuration and list are read, whatever the candidate has, and are gone afterwards", async () => {
    using fixture = repo({
      "kprov.config.json": json(["base/**"], { identity: { forbidden: { file: "lists/tokens.txt" } } }),
      "lists/tokens.txt": "OldName\n",
    });
    candidate(fixture, { "kprov.config.json": json([]), "lists/tokens.txt": "Nothing\n" });
    fixture.git("rm", "--quiet", "lists/tokens.txt");
    const dir = await open(fixture, ({ policy, commit }) => {
      expect(commit).toBe(fixture.git("rev-parse", "main"));
      expect(policy?.loaded).toMatchObject({ root: fixture.dir, path: join(fixture.dir, "kprov.config.json") });
      expect(policy?.loaded.config.artifacts.deny).toEqual(["base/**"]);
      const { forbidden } = policy?.loaded.config.identity ?? { forbidden: [] };
      expect(readForbidden(forbidden, policy?.policyRoot ?? "")).toEqual(["OldName"]);
      return policy?.policyRoot ?? "";
    });
    expect(existsSync(dir)).toBe(false);
    expect(fixture.git("status", "--porcelain")).toBe("D  lists/tokens.txt");
  });

  test("the candidate may remove its configuration, rename it or add a second one", async () => {
    using fixture = repo({ "kprov.config.json": json(["base/**"]) });
    candidate(fixture, {});
    fixture.git("rm", "--quiet", "kprov.config.json");
    fixture.commit({ "kprov.config.ts": "export default { artifacts: { deny: [] } };\n" });
    expect(await denied(fixture)).toEqual(["base/**"]);
  });

  test.each<[string, Record<string, string>]>([
    [
      "TypeScript",
      {
        "kprov.config.ts":
          'import type { KprovConfig } from "kprovengine";\nexport default { artifacts: { deny: ["base/**"] } } satisfies KprovConfig;\n',
      },
    ],
    [
      "with defineConfig",
      {
        "kprov.config.ts":
          'import { defineConfig } from "kprovengine";\nexport default defineConfig({ artifacts: { deny: ["base/**"] } });\n',
      },
    ],
    [
      "with an import of its own",
      {
        "kprov.config.mjs": 'import { deny } from "./policy/deny.mjs";\nexport default { artifacts: { deny } };\n',
        "policy/deny.mjs": 'export const deny = ["base/**"];\n',
      },
    ],
    ...["ts", "mts"].map((end): [string, Record<string, string>] => [
      `with an import of its own, as .${end}`,
      {
        [`kprov.config.${end}`]: 'import { deny } from "./policy/deny.mjs";\nexport default { artifacts: { deny } };\n',
        "policy/deny.mjs": 'export const deny = ["base/**"];\n',
      },
    ]),
    [
      "that reads a file",
      {
        "kprov.config.mjs":
          'import { readFileSync } from "node:fs";\nexport default { artifacts: { deny: [readFileSync("policy/deny.txt", "utf8").trim()] } };\n',
        "policy/deny.txt": "base/**\n",
      },
    ],
  ])("a configuration that is code is the base's code: %s", async (_, files) => {
    using fixture = repo(files);
    candidate(fixture, { "policy/deny.mjs": "export const deny = [];\n", "policy/deny.txt": "other/**\n" });
    const before = process.cwd();
    expect(await denied(fixture)).toEqual(["base/**"]);
    expect(process.cwd()).toBe(before);
  });

  test("code that needs packages can't be loaded from the candidate's: E_BASE", async () => {
    using fixture = repo({
      "kprov.config.mjs": 'import { deny } from "shared";\nexport default { artifacts: { deny } };\n',
    });
    fixture.write({
      "node_modules/shared/package.json": '{"name":"shared","main":"i.js"}',
      "node_modules/shared/i.js": "exports.deny = []",
    });
    await expect(denied(fixture)).rejects.toMatchObject({ code: "E_BASE" });
  });

  test("code is refused where code is refused", async () => {
    using fixture = repo({ "kprov.config.mjs": "export default {};\n" });
    const asked = askedBase({ base: "main" }, {}) as AskedBase;
    const load = { cwd: fixture.dir, allowCode: false, cacheDir: null };
    await expect(withBase(asked, load, async () => 0)).rejects.toMatchObject({
      ...{ code: "E_BASE", exit: 3 },
      message: expect.stringMatching(/^Cannot use the base "main": .*code was refused/),
      hint: expect.stringContaining("json"),
    });
  });

  test("without a configuration in the base there is no policy of its own", async () => {
    using fixture = repo({ a: "1" });
    candidate(fixture, { "kprov.config.json": json([]) });
    expect(await open(fixture, ({ policy }) => policy)).toBeNull();
  });

  test("what is only called nearly so is no configuration of the base", async () => {
    const near = { "my-kprov.config.json": "{", "kprov.config.md": "# Words", "below/kprov.config.json": "{" };
    using fixture = repo(near);
    candidate(fixture, { "kprov.config.json": json([]) });
    expect(await open(fixture, ({ policy }) => policy)).toBeNull();
  });

  test.each(["md", "d.json5.bak", "txt"])("nor is a file beside it code, whatever it is called: .%s", async (end) => {
    // Code would need all that is there, and no link may lead out of that.
    using fixture = repo({
      ...{ "kprov.config.json": json(["base/**"]), [`kprov.config.${end}`]: "import x from 'y'; # Words" },
      link: { link: "/etc/hostname" },
    });
    candidate(fixture, { "kprov.config.json": json([]) });
    expect(await denied(fixture)).toEqual(["base/**"]);
  });

  test("a rule's function may have itself and more as its properties", async () => {
    const code = `
      const judge = () => [];
      judge.default = judge;
      const rule = { name: "own", title: "t", files: ["*.md"], passing: { files: { "a.md": "x" } } };
      export default { rules: [{ ...rule, failing: { files: { "b.md": "y" } }, judge }], artifacts: { deny: ["base/**"] } };
    `;
    using fixture = repo({ "kprov.config.mjs": code });
    candidate(fixture, { "kprov.config.mjs": "export default {};\n" });
    expect(await denied(fixture)).toEqual(["base/**"]);
  });

  test.each<[string, Record<string, string | { link: string }>]>([
    ["invalid", { "kprov.config.json": '{"artefacts":{}}' }],
    ["malformed", { "kprov.config.json": "{" }],
    ["two of them", { "kprov.config.json": "{}", "kprov.config.ts": "export default {};" }],
    ["of another kind", { "kprov.config.yaml": "a: 1" }],
    ["a link", { "kprov.config.json": { link: "/etc/hostname" } }],
    ["a link to one", { "kprov.config.json": { link: "real.json" }, "real.json": "{}" }],
  ])("a base's configuration that is %s is E_BASE, never the candidate's turn", async (kind, files) => {
    using fixture = repo(files);
    candidate(fixture, {});
    for (const path of Object.keys(files)) fixture.git("rm", "--quiet", path);
    fixture.commit({ "kprov.config.json": json([]) });
    const words = { "a link to one": '"kprov.config.json" is a symbolic link' }[kind] ?? "Cannot use the base";
    await expect(denied(fixture)).rejects.toMatchObject({
      ...{ code: "E_BASE", exit: 3, message: expect.stringContaining(words) },
    });
  });

  test("--config names a file of the base; where it lacks it, the base's own judges; outside of the repository is E_BASE", async () => {
    using fixture = repo({ "ci/strict.json": json(["strict/**"]), "kprov.config.json": json(["base/**"]) });
    candidate(fixture, { "ci/strict.json": json([]), "ci/lax.json": json([]) });
    expect(await denied(fixture, { file: "ci/strict.json" })).toEqual(["strict/**"]);
    expect(await denied(fixture, { file: "ci/lax.json" })).toEqual(["base/**"]);
    const outside = join(temporary({ "x.json": "{}" }), "x.json");
    for (const file of [outside, "..", "../x.json", "gone/x.json"])
      await expect(denied(fixture, { file }), file).rejects.toMatchObject({
        ...{ code: "E_BASE", message: `Cannot judge by the base: "${file}" lies outside of the repository` },
        hint: expect.stringContaining("--no-base-branch"),
      });
    const cwd = join(fixture.dir, "ci");
    expect(await denied(fixture, { cwd, file: "../ci/strict.json" })).toEqual(["strict/**"]);
  });

  test("the change that adopts a configuration, and names it with --config, has no judge but itself", async () => {
    using fixture = repo({ a: "1" });
    candidate(fixture, { "kprov.config.json": json([]) });
    expect(await open(fixture, ({ policy }) => policy, { file: "kprov.config.json" })).toBeNull();
  });

  test("from below the top: the nearest one in the base, even where the candidate has moved its own", async () => {
    using fixture = repo({
      "kprov.config.json": json(["top/**"]),
      "sub/kprov.config.json": json(["sub/**"]),
      "sub/deep/a": "1",
    });
    candidate(fixture, { "sub/deep/kprov.config.json": json([]) });
    expect(await denied(fixture, { cwd: join(fixture.dir, "sub/deep") })).toEqual(["sub/**"]);
    mkdirSync(join(fixture.dir, "new"));
    expect(await denied(fixture, { cwd: join(fixture.dir, "new") })).toEqual(["top/**"]);
  });

  test("a directory that the base's configuration is about, and that the candidate emptied, is judged by it", async () => {
    using fixture = repo({ "sub/kprov.config.json": json(["sub/**"]), a: "1" });
    candidate(fixture, {});
    const cwd = join(fixture.dir, "sub");
    fixture.git("rm", "-r", "--quiet", "sub");
    expect(existsSync(cwd)).toBe(false);
    mkdirSync(cwd);
    expect(await denied(fixture, { cwd })).toEqual(["sub/**"]);
  });

  test("attributes and filters of the checkout don't touch what is read", async () => {
    using fixture = repo({ "kprov.config.json": json(["base/**"]), ".gitattributes": "* filter=evil\n" });
    fixture.git("config", "filter.evil.smudge", "sed s/base/evil/");
    expect(await denied(fixture)).toEqual(["base/**"]);
  });

  test("in a partial clone that lacks the files: E_BASE with a fetch, and no network", async () => {
    using fixture = repo({ "kprov.config.json": json(["base/**"]) });
    candidate(fixture, { "kprov.config.json": json([]) });
    fixture.git("config", "uploadpack.allowFilter", "true");
    const dir = join(temporary(), "clone");
    runGit(fixture.dir, [
      "clone",
      "--quiet",
      "--filter=blob:none",
      "--branch",
      "candidate",
      `file://${fixture.dir}`,
      dir,
    ]);
    const asked = askedBase({ base: "origin/main" }, {}) as AskedBase;
    const load = { cwd: dir, allowCode: true, cacheDir: null };
    await expect(withBase(asked, load, async () => 0)).rejects.toMatchObject({
      code: "E_BASE",
      hint: "git fetch --refetch --no-tags origin",
    });
  });
});
