// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { briefly, findingsOf, fixtureVersion, gate, stepOf, workflow, workflowPath } from "../support.ts";

const action = (more = "") => `      - uses: jdx/mise-action@${"a".repeat(40)}\n${more}`;
const judge = async (files: Record<string, string>, more = "") =>
  briefly(await findingsOf({ ...workflow(gate, { before: action(more) }), ...files }));

describe("what a file of mise does before the gate", () => {
  test.each<[string, string]>([
    ['[env]\nBASH_ENV = "./x.sh"', "MASKED? mise.toml:2 BASH_ENV"],
    ['[[env]]\nNODE_OPTIONS = "-r ./x.cjs"', "UNREAD? mise.toml:2 NODE_OPTIONS"],
    ['env.npm_config_registry = { value = "https://example.com" }', "UNREAD? mise.toml:1 npm_config_registry"],
    ["[env]\nGITHUB_BASE_REF = false", "DIFFERENT mise.toml:2 GITHUB_BASE_REF"],
    ['[env]\nPATH = "./bin:{{env.PATH}}"', "UNREAD? mise.toml:2 PATH"],
    ['[env]\n_.path = ["./bin"]', "UNREAD? mise.toml:2 ./bin"],
    ['[env]\n_.path = "{{config_root}}/tools"', "UNREAD? mise.toml:2 {{config_root}}/tools"],
    ['[env]\n_.source = "./x.sh"', "UNREAD? mise.toml:2 _.source"],
    ['[env]\n_.file = "vars.env"', "UNREAD? mise.toml:2 NODE_OPTIONS"],
    ['[env]\n_.file = "vars.json"', "UNREAD? mise.toml:2 vars.json"],
    ["[env]\n_.plugin = {}", "UNREAD? mise.toml:2 _.plugin"],
    ['[settings]\nenv_file = "vars.env"', "UNREAD? mise.toml:2 NODE_OPTIONS"],
    ['[settings]\nnode.mirror_url = "https://example.com"', "UNREAD? mise.toml:2 node"],
    ['[hooks]\npostinstall = "cp a b"', "UNREAD? mise.toml:2 hooks: postinstall"],
    ["[hooks]\npreinstall = { task = 'x' }", "UNREAD? mise.toml:2 hooks: preinstall"],
    ['[tools]\nnode = "path:./node"', "UNREAD? mise.toml:2 node"],
    ['[tools]\n"ubi:acme/npx" = "1"', "UNREAD? mise.toml:2 ubi:acme/npx"],
    ['[tools]\n"npm:kprovengine" = "9.9.9"', "UNREAD? mise.toml:2 npm:kprovengine"],
    ['[tools]\n"ubi:acme/x" = { version = "1", exe = "npx" }', "UNREAD? mise.toml:2 ubi:acme/x"],
    ['[tools]\n"ubi:acme/x[exe=npx]" = "1"', "UNREAD? mise.toml:2 ubi:acme/x[exe=npx]"],
    ['[plugins]\nnode = "https://example.com/x"', "UNREAD? mise.toml:2 node"],
    ['[plugins]\nx = "./tools"', "UNREAD? mise.toml:2 x"],
    ['[tool_alias]\nnode = "github:acme/node"', "UNREAD? mise.toml:2 node"],
    ["[tools]\ngo = \"{{ exec(command='cp a b') }}\"", "UNREAD? mise.toml:2 go = \"{{ exec(command='cp a b') }}\""],
    ["[bootstrap]\nx = 1", "UNREAD? mise.toml:1 bootstrap"],
    ['[env]\nBASH_ENV = "-j4"', "MASKED? mise.toml:2 BASH_ENV"],
    ['[env]\nMAKEFLAGS = "-i"', "MASKED? mise.toml:2 MAKEFLAGS"],
    ['[env]\nNODE_PATH = "{{env.PATH}}"', "UNREAD? mise.toml:2 NODE_PATH"],
    ["[env]\nPATH = false", "UNREAD? mise.toml:2 PATH"],
    ['[env]\n_.path = { path = ["~/.local/bin", "./bin"], tools = true }', "UNREAD? mise.toml:2 ./bin"],
    ['[env]\n_.file = [{ path = "vars.env", redact = true }]', "UNREAD? mise.toml:2 NODE_OPTIONS"],
    ...["gone.json", "gone.env", ".envs", "../.env", "odd.env", "odder.env"].map((path): [string, string] => [
      `[env]\n_.file = "${path}"`,
      `UNREAD? mise.toml:2 ${path}`,
    ]),
    ['[env]\n_.other.venv = ".venv"', "UNREAD? mise.toml:2 _.other"],
    ['[env]\n_.python = { venv = ".venv", x = "y" }', "UNREAD? mise.toml:2 _.python"],
    ['[settings]\nnode = { compile = false, mirror_url = "x" }', "UNREAD? mise.toml:2 node"],
    ['[settings]\nx_env_file = ".env"', "UNREAD? mise.toml:2 x_env_file"],
    ['[settings]\nenv_file_x = ".env"', "UNREAD? mise.toml:2 env_file_x"],
    ["[hooks]\nxcd = 'x'", "UNREAD? mise.toml:2 hooks: xcd"],
    ["[hooks]\ncdx = 'x'", "UNREAD? mise.toml:2 hooks: cdx"],
    ['[tools]\ngo = { version = "1", postinstall = "npx" }', "UNREAD? mise.toml:2 go"],
    ['[tools]\nnode = { version = "24", x_os = "a" }', "UNREAD? mise.toml:2 node"],
    ['[tools]\nnode = { version = "24", os_x = "a" }', "UNREAD? mise.toml:2 node"],
    ['[tools]\nnode = ["24", "path:./node"]', "UNREAD? mise.toml:2 node"],
    ['[tools]\n"ubi:acme/npx" = "0.0.0-test"', "UNREAD? mise.toml:2 ubi:acme/npx"],
    ['[tools]\n"npm:kprovengine" = ["0.0.0-test", "9.9.9"]', "UNREAD? mise.toml:2 npm:kprovengine"],
    ['[tools]\n"ubi:acme/npx[tag=1]" = "1"', "UNREAD? mise.toml:2 ubi:acme/npx[tag=1]"],
    ['[tools]\n"ubi:acme/x[a=1, rename_exe = b]" = "1"', "UNREAD? mise.toml:2 ubi:acme/x[a=1, rename_exe = b]"],
    ['[tools]\n"ubi:acme/x[bin_path=a]" = "1"', "UNREAD? mise.toml:2 ubi:acme/x[bin_path=a]"],
    ['[tools]\n"ubi:acme/x" = { version = "1", bin = ["a", "npx.exe"] }', "UNREAD? mise.toml:2 ubi:acme/x"],
    ['[plugins]\nx = "tools/x"', "UNREAD? mise.toml:2 x"],
    ["[aliases]\nx = 'y'", "UNREAD? mise.toml:1 aliases"],
    ["# {% set x = exec (command='cp a b') %}", "UNREAD? mise.toml:1 # {% set x = exec (command='cp a b') %}"],
  ])("%j is a doubt", async (text, found) => {
    const odd = { "odd.env": "A=b\n1A=b\n", "odder.env": "A=b\u2028c\n" };
    const files = { "vars.env": "A=b\nexport NODE_OPTIONS=-r./x\n", "vars.json": "{}", ...odd };
    expect(await judge({ "mise.toml": `${text}\n`, ...files })).toEqual([found]);
    const after = { [workflowPath]: `${workflow(gate)[workflowPath]}${action()}` };
    expect(briefly(await findingsOf({ ...after, ...files, "mise.toml": text }))).toEqual([]);
  });

  test.each([
    '[tools]\nnode = "24"\npython = ["3.12", "3.13"]\nbun = { version = "latest", os = ["linux"] }\njust = "1"',
    `[tools]\n"npm:prettier" = "3"\n"npm:pnpm" = "10"\n"aqua:casey/just" = "1"\n"npm:kprovengine" = "${fixtureVersion}"`,
    '[tools]\n"core:node" = "lts"\n"cargo:ripgrep" = { version = "14", features = "x" }\nyarn = "prefix:1"',
    '[env]\nNODE_ENV = "test"\nA = { value = "b", redact = true }\nNODE_OPTIONS = "--max-old-space-size=4096"\nMAKEFLAGS = "-j4"',
    '[env]\n_.path = ["{{config_root}}/node_modules/.bin", "~/.local/bin"]\n_.python.venv = { path = ".venv", create = true }',
    '[env]\n_.file = ".env"',
    '[env]\n_.file = "plain.env"',
    '[env]\nPATH = "{{ config_root }}/node_modules/.bin:{{ env.PATH }}"',
    '[env]\nPATH = "{{config_root}}/.venv/bin:{{env.HOME}}/.local/bin:{{env.PATH}}"',
    '[env]\n_.path = "low./.venv/bin"',
    '[tools]\nyarn = "sub-0.1:latest"\n"ubi:acme/x" = { version = "1", exe = ".exenode" }',
    '[shell_alias]\nnode = "echo"\n[alias]\nfoo = "vfox"',
    '[hooks]\nenter = "echo hi"\nleave = "x"',
    '[tasks.gate]\nrun = "x"\n[vars]\na = "b"\n[settings]\nexperimental = true\nnode.compile = false\npipx = { uvx = true }',
    '[plugins]\nelixir = "https://github.com/asdf-vm/asdf-elixir"\n[alias.node.versions]\nours = "24"',
    "",
  ])("%j is none of the gate's business", async (text) => {
    expect(await judge({ "mise.toml": `${text}\n`, "plain.env": "# x\n  A=b\nexport  B = c\n", "low./a": "" })).toEqual(
      [],
    );
  });

  test.each<[string, string, boolean]>([
    ["node 24.1.0\npython 3.13 3.12\n", ".tool-versions", false],
    ["node path:./node\n", ".tool-versions", true],
    ["ubi:acme/npx 1\n", ".tool-versions", true],
    [
      '[[tools.node]]\nversion = "24"\nurl = "https://nodejs.org/dist/x"\n[[tools.x]]\nurl = "https://example.com"',
      "mise.lock",
      false,
    ],
    ['[[tools.node]]\n"platforms.linux-x64" = { url = "https://example.com/x" }', "mise.lock", true],
    ['  [[ tools . node ]]\n  os = ["linux"]\n  url = "https://example.com/x"', "mise.lock", true],
    ['[[tools."core:node"]]\nurl = "https://example.com/x"', "mise.lock", true],
    ['[[tools.node]]\nurl = "http://nodejs.org/dist/x"', "mise.lock", true],
    ['[[tools.x]]\nnote = "[tools.node"\nurl = "https://example.com/x"', "mise.lock", false],
    ['[[tools.node]]\n[other]\nurl = "https://example.com/x"', "mise.lock", false],
    ['[[tools.node]]\n  [other]\nurl = "https://example.com/x"', "mise.lock", false],
  ])("%j in %s: a doubt %s", async (text, path, isDoubt) => {
    expect(await judge({ [path]: text })).toHaveLength(isDoubt ? 1 : 0);
  });

  test("has its place, and what mends it", async () => {
    const found = async (files: Record<string, string>) =>
      (await findingsOf({ ...workflow(gate, { before: action() }), ...files })).map(({ line, column, fix }) =>
        [line, column, fix].join(" "),
      );
    const lock = '[[tools.node]]\n  url = "https://example.com/x"\n';
    expect(await found({ "mise.lock": lock })).toEqual(["2 3 "]);
    const step = "run it in a step of its own, where it can be read";
    expect(await found({ "mise.toml": hooks })).toEqual([`2 1 ${step}`]);
    expect(await found({ "mise.toml": '[tools]\nnode = "path:./node"\n' })).toEqual(["2 1 "]);
    const both = '[tools]\nnode = { version = "24", postinstall = "x" }\n';
    expect(await found({ "mise.toml": both })).toEqual([`2 1 ${step}`, "2 1 "]);
  });

  const hooks = '[hooks]\npostinstall = "cp a b"\n';
  test.each<[string, boolean]>([
    ...["mise.toml", ".mise.toml", "mise.ci.toml", ".mise.local.toml", "mise/config.toml", ".mise/config.toml"].map(
      (path): [string, boolean] => [path, true],
    ),
    ...[".config/mise.toml", ".config/mise/config.toml", ".config/mise/conf.d/a.toml"].map(
      (path): [string, boolean] => [path, true],
    ),
    ...["sub/mise.toml", "mise-x.toml", "mise.toml.md", "premise.toml"].map((path): [string, boolean] => [path, false]),
  ])("%s is read: %s", async (path, isRead) => {
    expect(await judge({ [path]: hooks })).toHaveLength(isRead ? 1 : 0);
  });

  test("is that of the directory of the action, and of the gate", async () => {
    const files = { "sub/mise.toml": hooks, "sub/package.json": "{}" };
    const low = { "sub/low/.tool-versions": "ubi:acme/npx 1\n" };
    expect(await judge(low, "        with: { working_directory: sub/low }\n")).toEqual([
      "UNREAD? sub/low/.tool-versions:1 ubi:acme/npx",
    ]);
    expect(await judge(low, "        with: { working_directory: sub }\n")).toEqual([]);
    expect(await judge(files, "        with: { working_directory: sub }\n")).toHaveLength(1);
    expect(await judge(files, "        with: { working_directory: '${{ vars.DIR }}' }\n")).toHaveLength(1);
    const inside = { ...workflow(`cd sub && ${gate}`, { before: action() }), ...files };
    expect(briefly(await findingsOf(inside))).toContain("UNREAD? sub/mise.toml:2 hooks: postinstall");
  });

  test("may stand in the action's inputs and variables", async () => {
    const given = async (more: string) => (await judge({}, more)).map((one) => one.replace(/:\d+/, ""));
    expect(await given("        with: { mise_toml: \"[hooks]\\npostinstall = 'x'\" }\n")).toHaveLength(1);
    expect(await given("        with: { mise_toml: \"[tools]\\nnode = '24'\" }\n")).toEqual([]);
    expect(await given("        with: { tool_versions: 'ubi:acme/npx 1' }\n")).toHaveLength(1);
    expect(await given("        with: { tool_versions: 'node 24' }\n")).toEqual([]);
    expect(await given("        with: { bootstrap: '' }\n")).toEqual([]);
    expect(await given("        with: { bootstrap: true }\n")).toHaveLength(1);
    expect(await given("        with: { bootstrap: false, install: true }\n")).toEqual([]);
    expect(await given("        env: { MISE_ENV_FILE: x }\n")).toEqual([`UNREAD? ${workflowPath} MISE_ENV_FILE`]);
    expect(await given("        env: { MISE_LOG_LEVEL: debug, MISE_NODE_VERSION: 24 }\n")).toEqual([]);
    expect(await given("        env: { X_MISE_ENV_FILE: x, MISE_ENV_FILE-X: x }\n")).toEqual([]);
    for (const [name, value] of Object.entries({ NODE_VERSION: "path:./x", X_NODE_VERSION: "24", NODE_VERSIONS: "24" }))
      expect(await given(`        env: { MISE_${name}: '${value}' }\n`)).toEqual([
        `UNREAD? ${workflowPath} MISE_${name}`,
      ]);
  });

  test("is asked for by the gate's task", async () => {
    const made = async (name: string, env: string) => {
      const Makefile = `${name} ?= ${gate}\n.PHONY: gate\ngate: ; $(${name})\n`;
      const files = { Makefile, "mise.toml": `[env]\n${env}\n` };
      return briefly(await findingsOf({ ...workflow("make gate", { before: action() }), ...files }));
    };
    expect(await made("CHECK", 'CHECK = "true"')).toEqual(["UNREAD? mise.toml:2 CHECK"]);
    expect(await made("CHECK", 'OTHER = "true"')).toEqual([]);
    // What stands below it is no variable.
    expect(await made("_", '_.path = "~/.local/bin"')).toEqual([]);
  });

  test("counts where its action is used, and where it can be read", async () => {
    const files = { "mise.toml": hooks };
    expect(briefly(await findingsOf({ ...workflow(gate, { before: stepOf("echo a") }), ...files }))).toEqual([]);
    expect((await judge({ "mise.toml": "[" }))[0]).toMatch(/^UNREAD\? mise\.toml:1/);
    // A link.
    const linked = { ...workflow(gate, { before: action() }), "mise.toml": undefined };
    expect(briefly(await findingsOf(linked))).toEqual(["UNREAD? mise.toml:1 mise.toml"]);
  });
});
