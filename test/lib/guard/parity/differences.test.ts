// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { briefly, emptyConfig, findingsOf, fixtureVersion, gate, stepOf, workflow, workflowPath } from "./support.ts";

const judge = async (...given: Parameters<typeof findingsOf>) => briefly(await findingsOf(...given));
const at = `${workflowPath}:7`;

describe("a part of the gate", () => {
  test.each<[string, string[]]>([
    ["--only check-artifacts", ["DIFFERENT"]],
    ["--only=check-artifacts", ["DIFFERENT"]],
    ["--no-base-branch", ["DIFFERENT"]],
    ["--staged", ["DIFFERENT"]],
    ["--fix", ["DIFFERENT"]],
    ["--cwd ..", ["DIFFERENT"]],
    ["--version", ["DIFFERENT"]],
    ["-V", ["DIFFERENT"]],
    ["-h", ["DIFFERENT"]],
    ["--quiet --verbose --onlyish", []],
    // What stands behind these flags is theirs; any other word may be a flag itself.
    ['--report "sarif=$RUNNER_TEMP/$NAME.sarif" --receipt "$RECEIPT" --key "$KEY" --history "$RANGE"', []],
    ["--report sarif=$RUNNER_TEMP/kprov.sarif", []],
    ["--report sarif=${RUNNER_TEMP}/kprov.sarif", []],
    ["--report sarif=${{ runner.temp }}/kprov.sarif --expect-receipt ${{github.workspace}}/receipt.json", []],
    ["--report $NAME", ["DIFFERENT?"]],
    ["--report ${NAME}", ["DIFFERENT?"]],
    ["--report ${RUNNER_TEMP:-$NAME}", ["DIFFERENT?"]],
    ["--report `cat flags`", ["DIFFERENT?"]],
    ["--report ${{ env.FLAGS }}", ["DIFFERENT?"]],
    ['--report "${{ env.FLAGS }}"', ["DIFFERENT?"]],
    ['--report "a"$NAME', ["DIFFERENT?"]],
    ["--report-to $NAME", ["DIFFERENT?"]],
    ["--unreceipt $NAME", ["DIFFERENT?"]],
    ['--report-to "$NAME"', ["DIFFERENT?"]],
    ['--no--report "$NAME"', ["DIFFERENT?"]],
    ["--report 'a$b'\"$NAME\"", []],
    ["--no--report $NAME", ["DIFFERENT?"]],
    ["$FLAGS", ["DIFFERENT?"]],
    ["--base origin/$GITHUB_BASE_REF $FLAGS", ["DIFFERENT?"]],
    ['--report "$NAME" $FLAGS', ["DIFFERENT?"]],
  ])("%s", async (flags, expected) => {
    expect((await judge(workflow(`${gate} ${flags}`))).map((one) => one.split(" ")[0])).toEqual(expected);
  });
});

describe("the configuration", () => {
  const inSub = "    defaults: { run: { working-directory: sub } }\n";
  test.each<[string, string, string, Record<string, string>, string[]]>([
    ["from below", gate, inSub, {}, []],
    ["a nearer one", gate, inSub, { "sub/kprov.config.mts": "" }, ["DIFFERENT .github/workflows/ci.yml:8 sub"]],
    ["a nearer one, by --cwd", `${gate} --cwd sub/a`, "", { "sub/kprov.config.ts": "" }, [`DIFFERENT ${at} sub/a`]],
    ["one with another ending", gate, inSub, { "sub/kprov.config.yaml": "", "sub/x.kprov.config.json": "" }, []],
    ["one beside the way", gate, inSub, { "subs/kprov.config.ts": "", "sub/a/kprov.config.ts": "" }, []],
    ["one that is named", `${gate} --config ../kprov.config.json`, inSub, { "sub/kprov.config.ts": "" }, []],
    ["another that is named", `${gate} --config a.json`, "", { "a.json": "{}" }, [`DIFFERENT ${at} a.json`]],
    ["no value", `${gate} --config`, "", {}, [`DIFFERENT? ${at} ${gate} --config`]],
  ])("%s", async (_, script, more, files, expected) => {
    expect(await judge({ ...workflow(script, { more }), ...files })).toEqual(expected);
  });

  test("in a directory that only a run knows is a doubt", async () => {
    for (const [script, more] of [
      [gate, "    defaults: { run: { working-directory: '${{ vars.DIR }}' } }\n"],
      [`${gate} --cwd "$DIR"`, ""],
      [`${gate} --config "$FILE"`, ""],
    ] as const) {
      const found = await judge(workflow(script, { more }));
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter((one) => !one.startsWith("DIFFERENT? "))).toEqual([]);
    }
  });

  test.each<[string, string | null | undefined, string, string[]]>([
    ["below the top, from there", "sub/kprov.config.json", `${gate} --cwd sub`, []],
    ["below the top, from further down", "sub/kprov.config.json", `${gate} --cwd sub/a/b`, []],
    ["below the top, from the top", "sub/kprov.config.json", gate, [`DIFFERENT ${at} .`]],
    ["below the top, from beside it", "sub/kprov.config.json", `${gate} --cwd subs`, [`DIFFERENT ${at} subs`]],
    ["by a name that nothing searches", "sub/gate.json", `${gate} --cwd sub`, [`DIFFERENT ${at} sub`]],
    ["by a name that nothing searches, given", "sub/gate.json", `${gate} --config sub/gate.json`, []],
    ["outside of the repository", undefined, gate, [`DIFFERENT ${at} ${gate}`]],
    ["nowhere", null, gate, [`DIFFERENT ${at} ${gate}`]],
  ])("%s", async (_, configPath, script, expected) => {
    const files = typeof configPath === "string" ? { [configPath]: emptyConfig } : {};
    const found = await judge({ "kprov.config.json": undefined, ...files, ...workflow(script) }, { configPath });
    expect(found).toEqual(expected);
  });

  test("whose bytes git does not have", async () => {
    const configDigest = sha256("other");
    const [other] = await findingsOf(workflow(gate), { configDigest });
    expect(other).toMatchObject({ path: "kprov.config.json", fix: "git add kprov.config.json" });
    expect(other?.message).toContain("git has other bytes");
    const [gone] = await findingsOf({ ...workflow(gate), "kprov.config.json": undefined });
    expect(gone?.message).toContain("git does not track");
    expect(await findingsOf(workflow(gate), { configDigest: null })).toEqual([]);
  });
});

describe("the version of the tool", () => {
  const manifest = (range: string, more: object = {}) =>
    JSON.stringify({ devDependencies: { kprovengine: range }, ...more });
  const lock = (version: string) => JSON.stringify({ packages: { "node_modules/kprovengine": { version } } });
  const call = "npx kprovengine preflight";

  test.each<[string, Record<string, string>, string[]]>([
    ["that is exact", { "package.json": manifest(fixtureVersion) }, []],
    [
      "of what is not only for development",
      { "package.json": `{"dependencies":{"kprovengine":"${fixtureVersion}"}}` },
      [],
    ],
    ["that is another one", { "package.json": manifest("10.20.30") }, ["DIFFERENT package.json:1 10.20.30"]],
    ["that is locked", { "package.json": manifest("^0.0.0"), "package-lock.json": lock(fixtureVersion) }, []],
    [
      "that is locked to another one",
      { "package.json": manifest("^0.0.0"), "package-lock.json": lock("0.0.9-rc.1") },
      ["DIFFERENT package-lock.json:1 0.0.9-rc.1"],
    ],
    [
      "that is exact, and locked to another one",
      { "package.json": manifest("0.0.9"), "package-lock.json": lock(fixtureVersion) },
      ["DIFFERENT package.json:1 0.0.9"],
    ],
    ["that nothing locks", { "package.json": manifest("^0.0.0") }, ["DIFFERENT package.json:1 ^0.0.0"]],
    [
      "that the lock does not know",
      { "package.json": manifest("^0.0.0"), "package-lock.json": "{}" },
      ["DIFFERENT package.json:1 ^0.0.0"],
    ],
    [
      "of a package with another name",
      { "package.json": manifest("npm:other@0.0.0"), "package-lock.json": lock(fixtureVersion) },
      ["DIFFERENT package.json:1 npm:other@0.0.0"],
    ],
    [
      "of a package from elsewhere",
      { "package.json": manifest("acme/kprovengine"), "package-lock.json": lock(fixtureVersion) },
      ["DIFFERENT package.json:1 acme/kprovengine"],
    ],
    ["by a word", { "package.json": manifest("itself") }, ["DIFFERENT package.json:1 itself"]],
    ["in no file", {}, [`DIFFERENT ${at} ${call}`]],
    ["in no dependency", { "package.json": "{}" }, [`DIFFERENT ${at} ${call}`]],
    [
      "of the repository itself, by its name",
      { "package.json": manifest(fixtureVersion, { name: "kprovengine" }) },
      ["UNREAD? package.json:1 kprovengine"],
    ],
    [
      "of the repository itself, which installs none",
      { "package.json": '{"name":"kprovengine"}' },
      ["UNREAD? package.json:1 kprovengine"],
    ],
    [
      "of the repository itself, by its program",
      { "package.json": manifest(fixtureVersion, { name: "app", bin: { kprovengine: "x.js" } }) },
      ["UNREAD? package.json:1 kprovengine"],
    ],
  ])("%s", async (_, files, expected) => {
    expect(await judge({ ...workflow(call), ...files })).toEqual(expected);
  });

  test.each(["pnpm dlx", "yarn dlx"])("is the newest by %s, whatever is installed", async (program) => {
    const files = { "package.json": manifest(fixtureVersion) };
    const script = `${program} kprovengine preflight`;
    expect(await judge({ ...workflow(script), ...files })).toEqual([`DIFFERENT ${at} ${script}`]);
    const asked = `${program} kprovengine@${fixtureVersion} preflight`;
    expect(await judge({ ...workflow(asked), ...files })).toEqual([]);
  });

  test("says by which wording it is another one", async () => {
    const messageOf = async (range: string) =>
      (await findingsOf({ ...workflow(call), "package.json": manifest(range) }))[0]?.message.replace(/.*: /, "");
    expect(await messageOf("10.20.30-rc.1+b_2")).toMatch(/^it is another version/);
    for (const range of ["^10.20.30", "10.20", "10.20.x", "10.20.30 || 11"])
      expect(await messageOf(range)).toMatch(/^which version/);
  });

  test("is that of the package beside the program", async () => {
    const files = { "package.json": manifest(fixtureVersion), "sub/package.json": manifest("0.0.9") };
    const found = async (script: string) => judge({ ...workflow(script), ...files });
    expect(await found("./node_modules/.bin/kprovengine preflight")).toEqual([]);
    expect(await found("cd sub && ../node_modules/.bin/kprovengine preflight")).toEqual([]);
    expect(await found("sub/node_modules/.bin/kprovengine preflight")).toEqual(["DIFFERENT sub/package.json:1 0.0.9"]);
    expect(await found(`cd sub && ${call} --cwd ..`)).toEqual(["DIFFERENT sub/package.json:1 0.0.9"]);
    const outside = "/opt/node_modules/.bin/kprovengine preflight";
    expect(await found(outside)).toEqual([`UNREAD? ${at} ${outside}`]);
  });

  test.each([
    "node_modules/kprovengine/x.js",
    "node_modules/.bin/kprovengine",
    "node_modules/.bin/kprovengine@1",
    "a/node_modules/.bin/kprovengine",
  ])("is not known where git tracks %s", async (path) => {
    const files = { "package.json": manifest(fixtureVersion), [path]: "#!/bin/sh\nexit 0\n" };
    for (const script of [call, gate, "node_modules/.bin/kprovengine preflight"])
      expect(await judge({ ...workflow(script), ...files })).toContain(`UNREAD? ${at} ${path}`);
  });

  test("is not bothered by what has a similar name", async () => {
    const files = {
      "node_modules/kprovengine-x/a": "",
      "node_modules/.bin/kprovengine.cmd": "",
      "node_modules/.bin/kprovengine-x@1": "",
      "old_node_modules/kprovengine": "",
    };
    expect(await judge({ ...workflow(gate), ...files })).toEqual([]);
  });

  test("of a program that is searched on PATH is a doubt, unless npm runs it", async () => {
    const bare = "kprovengine preflight";
    const files = { "package.json": manifest(fixtureVersion, { scripts: { gate: bare } }), Makefile: `a: ; ${bare}\n` };
    expect(await judge({ ...workflow(bare), ...files })).toEqual([`UNREAD? ${at} ${bare}`]);
    expect(await judge({ ...workflow("make a"), ...files })).toEqual([`UNREAD? Makefile:1 ${bare}`]);
    for (const script of ["npm run gate", "pnpm run gate", "yarn gate", "bun run gate"])
      expect(await judge({ ...workflow(script), ...files })).toEqual([]);
    for (const path of ["tools/npm", "npm.d/gate"]) {
      const own = { ...files, [path]: `#!/bin/sh -e\n${bare}\n` };
      expect(await judge({ ...own, ...workflow(path) })).toEqual([`UNREAD? ${path}:2 ${bare}`]);
    }
  });

  test("of the file that is vendored", async () => {
    const vendored = (version: string | undefined) => ({
      ".kprov/kprov.mjs": "",
      ".kprov/adopted.json": JSON.stringify({ version }),
    });
    const run = "node .kprov/kprov.mjs preflight";
    const found = async (script: string, files: Record<string, string>) => judge({ ...workflow(script), ...files });
    expect(await found(run, vendored(fixtureVersion))).toEqual([]);
    expect(await found("cd sub && cd .. && node ./.kprov/kprov.mjs preflight", vendored(fixtureVersion))).toEqual([]);
    expect(await found(run, vendored("0.0.9"))).toEqual(["DIFFERENT .kprov/adopted.json:1 0.0.9"]);
    expect(await found(run, vendored(undefined))).toEqual([`DIFFERENT ${at} nothing`]);
    expect(await found(run, { ".kprov/kprov.mjs": "" })).toEqual([`DIFFERENT? ${at} ${run}`]);
    expect(await found(run, { ".kprov/adopted.json": `{"version":"${fixtureVersion}"}` })).toEqual([
      `DIFFERENT? ${at} ${run}`,
    ]);
    const anywhere = await found(`cd "$A" && ${run}`, vendored(fixtureVersion));
    expect(new Set(anywhere)).toEqual(new Set([`DIFFERENT? ${at} ${run}`]));
    const below = { ...vendored(fixtureVersion), "sub/.kprov/kprov.mjs": "" };
    expect(await found(`cd sub && ${run}`, below)).toEqual([`DIFFERENT? ${at} ${run}`]);
    expect(await found("node sub/.kprov/kprov.mjs preflight", below)).toContain(`NO_GATE ${workflowPath}:undefined`);
  });
});

describe("our own action", () => {
  const commit = "a".repeat(40);
  const action = (inputs: string, before = "") => ({
    [workflowPath]: `on: [push, pull_request]\njobs:\n  gate:\n    runs-on: x\n    steps:\n${before}      - uses: acme/kprovengine@${commit}\n${inputs === "" ? "" : `        with: { ${inputs} }\n`}`,
  });
  test.each<[string, string[]]>([
    ["", []],
    [`version: ${fixtureVersion}`, []],
    ["version: 0.0.9", [`DIFFERENT ${at} 0.0.9`]],
    ["VERSION: 0.0.9", [`DIFFERENT ${at} 0.0.9`]],
    ["version: '${{ vars.VERSION }}'", [`DIFFERENT ${at} \${{ vars.VERSION }}`]],
    ["version: '', config: '', working-directory: ''", []],
    ["config: kprov.config.json, working-directory: .", []],
    ["config: ../kprov.config.json, working-directory: ./sub/", []],
    ["Config: other.json", [`DIFFERENT ${at} other.json`]],
    ["working-directory: ..", [`DIFFERENT? ${workflowPath}:6 acme/kprovengine@${commit}`]],
    ["working-directory: '${{ vars.DIR }}'", [`DIFFERENT? ${workflowPath}:6 acme/kprovengine@${commit}`]],
    ["report: 'sarif=${{ vars.NAME }}'", []],
    ["version: , config: , working-directory: ", []],
    ["version: 1", [`DIFFERENT ${at} 1`]],
    ["version: { a: b }", [`UNREAD? ${at} version: {"a":"b"}`, `DIFFERENT ${at} {"a":"b"}`]],
    ["version: [{ a: b }]", [`UNREAD? ${at} version: [{"a":"b"}]`, `DIFFERENT ${at} [{"a":"b"}]`]],
    ["config: { a: b }", [`UNREAD? ${at} config: {"a":"b"}`, `DIFFERENT ${at} {"a":"b"}`]],
    ["config: [a]", [`UNREAD? ${at} config: ["a"]`, `DIFFERENT ${at} ["a"]`]],
    ["working-directory: { a: b }", [`UNREAD? ${at} working-directory: {"a":"b"}`]],
    ["working-directory: [[a]]", [`UNREAD? ${at} working-directory: [["a"]]`]],
  ])("with %s", async (inputs, expected) => {
    expect(await judge(action(inputs))).toEqual(expected);
  });

  test("whose configuration only a run knows", async () => {
    const found = await judge(action("config: '${{ vars.CONFIG }}'"));
    expect(new Set(found)).toEqual(new Set([`DIFFERENT? ${at} acme/kprovengine@${commit}`]));
  });

  test.each<[string, string[]]>([
    ["echo ./bin >> $GITHUB_PATH", [`UNREAD? ${workflowPath}:6 echo ./bin >> $GITHUB_PATH`]],
    ['echo "NODE_OPTIONS=x" >> $GITHUB_ENV', [`UNREAD? ${workflowPath}:6 echo "NODE_OPTIONS=x" >> $GITHUB_ENV`]],
    ['echo "A=b" >> $GITHUB_ENV', []],
  ])("behind %s", async (script, expected) => {
    expect(await judge(action("", stepOf(script)))).toEqual(expected);
  });

  test("of another owner may be anything", async () => {
    const of = (uses: string) => ({ [workflowPath]: action("")[workflowPath]?.replace("acme/kprovengine", uses) });
    const doubt = (uses: string) => [`UNREAD? ${workflowPath}:6 ${uses}@${commit}`];
    expect(await judge(of("someone/kprovengine"))).toEqual(doubt("someone/kprovengine"));
    expect(await judge(of("acme-inc/kprovengine"))).toEqual(doubt("acme-inc/kprovengine"));
    expect(await judge(of("ACME/kprovengine"))).toEqual([]);
    expect(await judge(of("acme/kprovengine-action"))).toContain(`NO_GATE ${workflowPath}:undefined`);
    expect(briefly(await findingsOf(action(""), { repository: undefined }))).toEqual(doubt("acme/kprovengine"));
  });

  test("whose name is only a part of another's", async () => {
    const uses = { [workflowPath]: action("")[workflowPath]?.replace("acme/", "acme/tools/") };
    expect(await judge(uses)).toContain(`NO_GATE ${workflowPath}:undefined`);
  });
});
