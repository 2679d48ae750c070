import { describe, expect, test } from "vitest";
import { briefly, findingsOf, fixtureVersion, gate, judged, stepOf, workflow, workflowPath } from "../support.ts";
import { ciOnly, files } from "./support.ts";

const hunk = "@@ -1,2 +1,3 @@\n a\n+b\n c\n";
const diff = (from: string, to = from): string =>
  `diff --git a/${from} b/${to}\nindex 0123456..789abcd 100644\n--- a/${from}\n+++ b/${to}\n${hunk}`;
const renamed = (from: string, to: string): string =>
  `diff --git a/node_modules/x/a b/node_modules/x/a\nsimilarity index 100%\nrename from ${from}\nrename to ${to}\n`;
const own = "node_modules/kprovengine/dist/scripts/kprovengine.cjs";
const usual = diff("node_modules/is-odd/index.js");
const usualPath = "patches/is-odd+3.0.1.patch";

const dependencies = { "is-odd": "3.0.1" };

interface Case {
  /** Behind `postinstall`. */
  script?: string;
  step?: string;
  manifest?: object;
  more?: Readonly<Record<string, string | undefined>>;
  /** The path that is patched. */
  patch?: string;
}

const judge = async (patch: string, { script = "patch-package", step, manifest, more }: Case = {}) => {
  const scripts = { gate, ...(step === undefined && { postinstall: script }) };
  return briefly(
    await findingsOf(
      {
        ...workflow("npm run gate", { before: stepOf(step ?? "npm ci") }),
        ...files,
        "package.json": JSON.stringify({ scripts, dependencies, ...manifest }),
        [usualPath]: patch,
        ...more,
      },
      { parity: { ciOnly } as never },
    ),
  );
};

const isDoubt = [expect.stringMatching(`^UNREAD\\? ${usualPath.replaceAll("+", "\\+")}:\\d`)];

describe("a patch that patch-package applies before the gate", () => {
  test.each<[string, string]>([
    ["of the gate's package", diff(own)],
    ["behind one of its own", usual + diff(own)],
    ["by the second name", diff("node_modules/is-odd/a", own)],
    ["by --- alone", `--- a/${own}\n+++ b/node_modules/is-odd/a\n${hunk}`],
    ["by +++ alone, whatever stands in front", `--- a/node_modules/is-odd/a\n+++ ??${own}\n${hunk}`],
    ["renamed from there", renamed(own, "node_modules/is-odd/a")],
    ["renamed to there", renamed("node_modules/is-odd/a", own)],
    ["of its directory", renamed("node_modules/is-odd", "node_modules/kprovengine")],
    ["of one in another", diff(`node_modules/is-odd/${own}`)],
    ["of pnpm's place", diff("node_modules/.pnpm/kprovengine@1.0.0/node_modules/kprovengine/a")],
    ["in other letters", diff("node_modules/KPROVENGINE/a")],
    ["of a program", diff("node_modules/.bin/kprovengine")],
    ["of any program", diff("node_modules/.bin/is-odd")],
    ["of what runs the gate", diff("node_modules/npm/index.js")],
    ["by a way back", diff("node_modules/is-odd/../kprovengine/a")],
    ["of a file of the repository", diff("Makefile")],
    ["of one by a way back", diff("node_modules/is-odd/../../Makefile")],
    ["of one by a way through another", diff("docs/../node_modules/is-odd/a")],
    ["of one at a way's end", renamed("node_modules/is-odd/a", "node_modules/is-odd/..")],
    ["of one in quotes", diff('node_modules/is-odd/"a"')],
    ["of one by its whole path", diff("/node_modules/is-odd/a")],
    ["of one outside", diff("../node_modules/is-odd/index.js")],
    ["of all packages", renamed("node_modules/is-odd/a", "node_modules")],
    ["with lines of Windows", diff(own).replaceAll("\n", "\r\n")],
    ["behind a hunk", `${usual}--- a/${own}\n+++ b/${own}\n${hunk}`],
  ])("is a doubt: %s", async (_, patch) => {
    const found = await judge(patch);
    expect(found).not.toEqual([]);
    expect(found).toEqual(found.map(() => isDoubt[0]));
    expect(await judge(patch, { step: "npm ci --ignore-scripts" })).toEqual([]);
    expect(await judge(patch, { script: "husky" })).toEqual([]);
    expect(await judge(usual, { more: { "other/is-odd+3.0.1.patch": patch, "patches/notes.patch": patch } })).toEqual(
      [],
    );
  });

  test.each([
    "npx patch-package",
    "npx --no-install patch-package@8",
    "yarn patch-package",
    "pnpm exec patch-package",
    "node node_modules/patch-package/index.js",
    "./node_modules/.bin/patch-package",
    "is-ci || patch-package --error-on-fail",
    "cd low && npx patch-package",
    "cross-env A=b patch-package",
    "node -e \"require('patch-package')\"",
    'sh -c "patch-package"',
  ])("is met by %s", async (script) => {
    for (const one of [{ script }, { step: script }]) expect(await judge(diff(own), one)).toContainEqual(isDoubt[0]);
    expect(await judge(usual, { script })).toEqual([]);
  });

  test.each(["--patch-dir odd", "--patch-dir=odd", "--patch-dir ./low/../odd/"])("is met by %s", async (words) => {
    const more = { "odd/sub/is-odd+3.0.1.patch": diff(own), link: undefined };
    const found = await judge(diff(own), { script: `patch-package ${words}`, more });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch("UNREAD? odd/sub/is-odd+3.0.1.patch:1");
  });

  test.each([
    ["npx patch-package", "cd low && "],
    ["npx patch-package", "cd low/src && "],
    ["npm --prefix low exec patch-package", ""],
    ["npm --prefix=low exec patch-package", ""],
    ["pnpm -C low exec patch-package", ""],
  ])("is met beside the nearest package.json: %s, %s", async (call, before) => {
    const more = { "low/package.json": "{}", "low/src/a.ts": "", "low/patches/is-odd+3.0.1.patch": diff(own) };
    const found = await judge(usual, { step: `${before}${call}`, more });
    expect(found).toContainEqual(expect.stringMatching(/^UNREAD\? low\/patches\/is-odd\+3\.0\.1\.patch:1/));
  });

  test.each<[string, Case]>([
    ["of a dependency", { manifest: { dependencies: { "is-odd": "file:." } } }],
    ["of a link", { manifest: { devDependencies: { "is-odd": "link:low" } } }],
    ["of an override", { manifest: { overrides: { "is-odd@3": "file:." } } }],
    ["of an override within one", { manifest: { overrides: { x: { "is-odd": { ".": "./" } } } } }],
    ["of a resolution", { manifest: { resolutions: { "**/is-odd": "portal:." } } }],
    ["of pnpm's override", { more: { "pnpm-workspace.yaml": "overrides:\n  'is-odd': link:.\n" } }],
    ["of pnpm's lock", { more: { "pnpm-lock.yaml": "  is-odd:\n    specifier: 3.0.1\n    version: link:.\n" } }],
    [
      "of npm's lock",
      {
        more: {
          "package-lock.json": '{ "packages": { "node_modules/is-\\u006fdd": { "resolved": "", "link": true } } }',
        },
      },
    ],
    [
      "of npm's older lock",
      { more: { "package-lock.json": '{ "dependencies": { "is-odd": { "version": "file:." } } }' } },
    ],
    ["of a scope", { manifest: { dependencies: { "@a/b": "file:." } }, patch: "node_modules/@a/b/index.js" }],
    [
      "of a workspace of pnpm",
      { more: { "low/pnpm-workspace.yaml": "packages: [a]\n", "low/a/package.json": '{ "name": "is-odd" }' } },
    ],
    ["of a workspace", { manifest: { workspaces: ["a"] }, more: { "a/package.json": '{ "name": "is-odd" }' } }],
  ])("is a doubt where its package is linked, %s", async (_, one) => {
    expect(await judge(one.patch === undefined ? usual : diff(one.patch), one)).toContainEqual(isDoubt[0]);
    expect(await judge(diff("node_modules/other/a"), one)).toEqual([]);
  });

  test.each<[string, Case | string]>([
    ["no whole patch", `${usual}@@ -1,2 +1,2 @@\n a\n`],
    ["another form", usual.replace("diff --git a/", "diff --git ")],
    ["too much behind a sign", usual.replace(" c\n", "!c\n")],
    ["a link or submodule", { more: { [usualPath]: undefined } }],
    ["a link in its place", { more: { patches: undefined } }],
    ["a link above", { script: "patch-package --patch-dir odd/sub", more: { odd: undefined } }],
    ["a link beside it", { more: { "patches/more": undefined } }],
  ])("is a doubt where it can't be read: %s", async (_, one) => {
    const found = await (typeof one === "string" ? judge(one) : judge(usual, one));
    expect(found).toEqual([expect.stringMatching(/^UNREAD\? (?:patches|odd)/)]);
  });

  test.each(["--patch-dir $X", "--patch-dir ../x", "--patch-dir=/x", "--partial && cd $X && npx patch-package"])(
    "is a doubt where it may be anywhere: %s",
    async (words) => {
      expect(await judge(usual, { script: `patch-package ${words}` })).toEqual([
        expect.stringMatching(/^UNREAD\? package\.json:1 (?:npx )?patch-package/),
      ]);
    },
  );

  test.each([
    "cp x patches/x+1.0.0.patch",
    "cp docs/x+1.0.0.patch patches",
    "echo x > patches/x+1.0.0.patch",
    "curl -o patches/x+1.0.0.patch https://example.com/x",
    "tar xf x.tgz -C patches",
    "cd patches && unzip x.zip",
    "cp node_modules/patch-package/x patches/x+1.0.0.patch",
  ])("is a doubt where patches are brought: %s", async (script) => {
    for (const directory of ["patches", "odd"]) {
      const bringing = script.replaceAll("patches", directory);
      const patching = `patch-package --patch-dir ${directory} && patch-package --patch-dir other`;
      expect(await judge(usual, { script: `(${bringing}) && ${patching}` })).not.toEqual([]);
      expect(await judge(usual, { script: `${patching} && true || echo ${directory}` })).toEqual([]);
    }
  });

  test.each<[string, string, Case?]>([
    ["of a package", usual],
    ["of a package of a scope", diff("node_modules/@a/b/dist/x.js")],
    ["of one in another", diff("node_modules/a/node_modules/@a/b/package.json")],
    [
      "that makes and takes away files",
      `diff --git a/node_modules/a/x b/node_modules/a/x\nnew file mode 100644\nindex 0000000..1111111\n--- /dev/null\n+++ b/node_modules/a/x\n@@ -0,0 +1 @@\n+x\ndiff --git a/node_modules/a/y b/node_modules/a/y\ndeleted file mode 100644\n--- a/node_modules/a/y\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n\\ No newline at end of file\n`,
    ],
    [
      "with lines that look like names",
      diff("node_modules/a/x.sql").replace(hunk, "@@ -1,3 +1,3 @@\n--- a comment\n+++ another\n \n\n"),
    ],
    ["with lines of Windows", usual.replaceAll("\n", "\r\n")],
    [
      "from a workspace",
      usual,
      {
        step: "cd low/src/a && npx patch-package",
        more: {
          "low/src/a/package.json": "{}",
          "low/src/a/patches/is-odd+3.0.1.patch": diff("../../../node_modules/is-odd/index.js"),
        },
      },
    ],
    ["of a package that a bundler takes from elsewhere", usual, { manifest: { browser: { "is-odd": "./odd" } } }],
    ["of no package", ""],
    ["of a package that a text speaks of", usual, { more: { "docs/x.md": '"is-odd": "file:."' } }],
    [
      "beside one in a directory that is named",
      usual,
      { script: "patch-package --exclude odd", more: { "odd/patches/is-odd+3.0.1.patch": diff(own) } },
    ],
    [
      "without a version, in a directory with one",
      usual,
      { script: "patch-package --patch-dir a+1.0.0/b", more: { "a+1.0.0/b/is-odd.patch": diff(own) } },
    ],
    ...["--patch-dirs odd", "x--patch-dir=odd"].map((words): [string, string, Case] => [
      `beside ${words}`,
      usual,
      { script: `patch-package ${words}`, more: { "odd/is-odd+3.0.1.patch": diff(own) } },
    ]),
    ["beside what leaves the repository", usual, { script: "echo x > ../x; patch-package --patch-dir ." }],
    [
      "behind the directory of none",
      usual,
      { script: "patch-package --patch-dir=", more: { "is-odd+3.0.1.patch": diff(own) } },
    ],
    ["of a package whose name others begin with", diff("node_modules/kprovengine-x/index.js")],
    [
      "beside a fixture of its name",
      usual,
      { more: { "test/package.json": '{ "name": "is-odd", "x": { "other": "file:." } }', "patches/README.md": "" } },
    ],
  ])("is none of the gate's business: %s", async (_, patch, one) => {
    expect(await judge(patch, one)).toEqual([]);
  });

  test("is a doubt in the directory itself, and behind an option for nothing", async () => {
    const more = { "is-odd+3.0.1.patch": diff("Makefile") };
    const [found] = await judge(usual, { script: "patch-package --patch-dir .", more });
    expect(found).toMatch("UNREAD? is-odd+3.0.1.patch:1");
    expect(await judge(diff(own), { script: "patch-package --patch-dir=" })).toEqual(isDoubt);
    expect(await judge(diff(own), { script: "patch-package --patch-dir --partial" })).toEqual(isDoubt);
    const inner = { "odd/is-odd+3.0.1.patch": diff(own) };
    expect(await judge(usual, { script: 'x "y; patch-package --patch-dir  odd"', more: inner })).toHaveLength(1);
  });

  test("counts only before the gate", async () => {
    const steps = workflow("npm run gate");
    const behind = `${steps[workflowPath]}${stepOf("npx patch-package")}${stepOf("true")}`;
    const more = { [workflowPath]: behind };
    expect(await judge(diff(own), { step: "true", more })).toEqual([]);
  });

  test.each(["prettier --check odd/x+1.0.0.patch", "rm -rf odd", "cp docs/index.md /tmp/x", "ls odd > docs.txt"])(
    "is none of the gate's business beside %s",
    async (script) => {
      expect(await judge(usual, { script: `${script}; patch-package; patch-package --patch-dir odd` })).toEqual([]);
    },
  );

  test("is met in a repository, beside what is no text", async () => {
    const scripts = { gate, postinstall: "patch-package" };
    const files = {
      ...workflow("npm ci\nnpm run gate"),
      "package.json": JSON.stringify({ scripts }),
      "kprov.config.json": JSON.stringify({ parity: { ciOnly: [{ run: "npm ci", reason: "brings the tools" }] } }),
      "patches/logo.png": Buffer.from([0xff, 0xfe, 0x00, 0xc3]),
    };
    const of = async (patch: string) => briefly((await judged({ ...files, [usualPath]: patch })).findings);
    expect(await of(usual)).toEqual([]);
    expect(await of(diff(own))).toEqual(isDoubt);
  });

  test("may be of any kind where nothing applies it, but by pnpm and yarn, which go by the package's name", async () => {
    const kprov = `kprovengine@${fixtureVersion}`;
    const pnpm = (name: string) => ({ pnpm: { patchedDependencies: { [name]: usualPath } } });
    expect(await judge(diff("index.js"), { script: "husky", manifest: pnpm("is-odd@3.0.1") })).toEqual([]);
    expect(await judge(diff("index.js"), { script: "husky", manifest: pnpm(kprov) })).toEqual([
      `UNREAD? package.json:1 ${kprov}`,
    ]);
    const yarn = (name: string) => ({ resolutions: { [name]: `patch:${name}@npm%3A1.0.0#./${usualPath}` } });
    expect(await judge(diff("index.js"), { script: "husky", manifest: yarn("is-odd") })).toEqual([]);
    expect(await judge(diff("index.js"), { script: "husky", manifest: yarn("kprovengine") })).toEqual([
      "UNREAD? package.json:1 kprovengine",
    ]);
  });
});
