import { chmodSync, mkdirSync, readdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { askInterpreter } from "../../../../lib/guard/runtime/interpreter.ts";
import type { Runtime } from "../../../../lib/guard/runtime/version.ts";
import { temporary } from "../../../support/temporary.ts";

const says = (text: string) => `#!/bin/sh\necho '${text}'\n`;

/** A directory with programs. */
const programs = (files: Record<string, string>): string => {
  const dir = temporary(files);
  for (const path of Object.keys(files)) chmodSync(join(dir, path), 0o755);
  return dir;
};

const ask = (
  runtime: Runtime,
  root: string,
  env: NodeJS.ProcessEnv,
  more: { tracked?: string[]; timeout?: number } = {},
) =>
  askInterpreter(runtime, {
    root,
    env,
    isTracked: (path) => (more.tracked ?? []).includes(path),
    ...(more.timeout !== undefined && { timeout: more.timeout }),
  });

describe("askInterpreter", () => {
  it("asks the real ones on PATH", async () => {
    const root = temporary();
    const path = `${dirname(process.execPath)}:${process.env["PATH"]}`;
    const node = await ask("node", root, { PATH: path, NODE_OPTIONS: "--require=/nonexistent.js" });
    expect(node).toEqual({ runtime: "node", program: "node on PATH", version: process.versions.node });
    expect(await ask("python", root, { PATH: path })).toMatchObject({
      program: "python3 on PATH",
      version: expect.stringMatching(/^3\.\d+\.\d+/),
    });
  });

  it("need not run what is running, and asks whatever stands before it", async () => {
    const dir = temporary();
    symlinkSync(process.execPath, join(dir, "node"));
    const standIn = programs({ node: "#!/bin/sh\necho v1.2.3\n" });
    const version = process.versions.node;
    // In no time at all nothing else could answer.
    expect(await ask("node", temporary(), { PATH: dir }, { timeout: 0.001 })).toMatchObject({ version });
    expect(await ask("node", temporary(), { PATH: standIn })).toMatchObject({ version: "1.2.3" });
    expect(await ask("node", dir, { PATH: dir }, { tracked: ["node"] })).toMatchObject({ isBroken: true });
  });

  it.each<[Runtime, string, string, string]>([
    ["go", "go", "go version go1.22.3 linux/amd64", "1.22.3"],
    ["go", "go", "go version go1.23rc1 linux/amd64", "1.23.0-rc.1"],
    ["rust", "rustc", "rustc 1.75.0 (82e1608df 2023-12-21)", "1.75.0"],
    ["rust", "rustc", "rustc 1.80.0-beta.2 (1 2)", "1.80.0-beta.2"],
    ["rust", "rustc", "info: syncing\nrustc 1.80.10-beta.12 (1 2)", "1.80.10-beta.12"],
    ["python", "python", "Python 3.13.0rc1", "3.13.0-rc.1"],
    ["python", "python", "a warning\nPython 3.12.4+", "3.12.4"],
    ["node", "node", "v22.0.0-rc.1", "22.0.0-rc.1"],
    ["node", "node", "a warning\nv20.11.1", "20.11.1"],
  ])("understands %s: %s says %s", async (runtime, name, answer, version) => {
    const dir = programs({ [name]: says(answer) });
    expect(await ask(runtime, temporary(), { PATH: dir })).toMatchObject({ version, program: `${name} on PATH` });
  });

  it.each<[Runtime, string, string]>([
    ["python", "python3", "IronPython 3.4.0"],
    ["node", "node", "mv20.11.1"],
    ["node", "node", "vault"],
    ["go", "go", "go version go1.22.3"],
    ["go", "go", "my go version go1.22.3 linux/amd64"],
    ["go", "go", "go version devel go1.24-abc linux/amd64"],
    ["rust", "rustc", "my rustc 1.75.0"],
    ["rust", "rustc", "rustc 1.75"],
  ])("takes no version of %s from what %s says: %s", async (runtime, name, answer) => {
    const broken = { version: undefined, why: "its answer has no version", isBroken: true };
    expect(await ask(runtime, temporary(), { PATH: programs({ [name]: says(answer) }) })).toMatchObject(broken);
  });

  it("takes what a program says on stderr, as Python 2 does", async () => {
    const dir = programs({ python: "#!/bin/sh\necho 'Python 2.7.18' >&2\n" });
    expect(await ask("python", temporary(), { PATH: dir })).toMatchObject({ version: "2.7.18" });
  });

  it("gives it nothing that would load something else, and all the rest", async () => {
    const loading = { NODE_OPTIONS: "a", NODE_EXTRA_CA_CERTS: "a", PYTHONHOME: "a", PYTHONSTARTUP: "a", LC_ALL: "de" };
    const harmless = { MY_NODE_OPTIONS: "a", NODE_OPTIONS_OF: "b", MY_PYTHON: "c", GOTOOLCHAIN: "auto" };
    const script = `#!/bin/sh
[ -z "$NODE_OPTIONS$NODE_EXTRA_CA_CERTS$PYTHONHOME$PYTHONSTARTUP" ] || exit 3
[ "$MY_NODE_OPTIONS$NODE_OPTIONS_OF$MY_PYTHON $LC_ALL $GOTOOLCHAIN $RUSTUP_AUTO_INSTALL" = "abc C local 0" ] || exit 4
echo v20.1.0
`;
    const env = { ...loading, ...harmless, PATH: programs({ node: script }) };
    expect(await ask("node", temporary(), env)).toMatchObject({ version: "20.1.0" });
  });

  it("runs it in the repository, which names the version, but rustup and go outside of it", async () => {
    const root = realpathSync(temporary());
    const say = (format: string) => `#!/bin/sh\n[ "$(pwd)" = / ] && minor=1 || minor=2\necho "${format}"\n`;
    const dir = programs({
      python3: say("Python 3.$minor.0"),
      node: say("v3.$minor.0"),
      go: say("go version go3.$minor.0 a"),
      rustc: say("rustc 3.$minor.0"),
    });
    const versions = await Promise.all(
      (["python", "node", "go", "rust"] as const).map((runtime) => ask(runtime, root, { PATH: `${dir}:/bin` })),
    );
    expect(versions.map(({ version }) => version)).toEqual(["3.2.0", "3.2.0", "3.1.0", "3.1.0"]);
  });

  it("takes VIRTUAL_ENV before .venv, and .venv before PATH", async () => {
    const root = programs({ ".venv/bin/python": says("Python 3.11.1") });
    const active = programs({ "bin/python": says("Python 3.12.1") });
    const env = { PATH: programs({ python3: says("Python 3.10.1") }) };
    expect(await ask("python", root, { ...env, VIRTUAL_ENV: active })).toMatchObject({ version: "3.12.1" });
    expect(await ask("python", root, env)).toMatchObject({ version: "3.11.1", program: ".venv/bin/python" });
    expect(await ask("python", temporary(), env)).toMatchObject({ version: "3.10.1" });
    expect(await ask("python", root, { ...env, VIRTUAL_ENV: "" })).toMatchObject({ version: "3.11.1" });
    expect(await ask("python", root, { ...env, VIRTUAL_ENV: ".venv/../.venv" })).toMatchObject({
      ...{ version: "3.11.1", program: "the python of VIRTUAL_ENV" },
    });
    expect(await ask("node", root, { PATH: programs({ node: says("v20.1.0") }), VIRTUAL_ENV: active })).toMatchObject({
      program: "node on PATH",
    });
    // The name of an environment of pyenv.
    expect(await ask("python", temporary({ ".venv": "mine\n" }), env)).toMatchObject({ version: "3.10.1" });
  });

  it("does not pass over an environment that is broken", async () => {
    const env = { PATH: programs({ python3: says("Python 3.10.1") }) };
    const empty = temporary();
    mkdirSync(join(empty, ".venv"));
    const dangling = temporary();
    symlinkSync("/nonexistent/venv", join(dangling, ".venv"));
    const why = "the environment has no interpreter that can be run";
    for (const root of [empty, dangling]) {
      expect(await ask("python", root, env)).toMatchObject({ version: undefined, isBroken: true, why });
    }
    expect(await ask("python", temporary(), { ...env, VIRTUAL_ENV: "/nonexistent" })).toMatchObject({ isBroken: true });
  });

  it("does not run what git tracks, also through a tracked link", async () => {
    const marker = join(temporary(), "ran");
    const root = programs({
      ".venv/bin/python": `#!/bin/sh\ntouch ${marker}\n`,
      "bin/node": `#!/bin/sh\ntouch ${marker}\n`,
      "..bin/node": `#!/bin/sh\ntouch ${marker}\n`,
    });
    const refused = { version: undefined, isBroken: true, why: expect.stringContaining("tracked by git") };
    expect(await ask("python", root, {}, { tracked: [".venv/bin/python"] })).toMatchObject(refused);
    expect(await ask("python", root, {}, { tracked: [".venv"] })).toMatchObject(refused);
    expect(await ask("node", root, { PATH: "bin" }, { tracked: ["bin/node"] })).toMatchObject(refused);
    expect(await ask("node", root, { PATH: "..bin" }, { tracked: ["..bin/node"] })).toMatchObject(refused);
    const elsewhere = temporary();
    symlinkSync(join(root, "bin"), join(elsewhere, "bin"));
    expect(await ask("node", root, { PATH: join(elsewhere, "bin") }, { tracked: ["bin/node"] })).toMatchObject(refused);
    expect(() => writeFileSync(marker, "", { flag: "wx" })).not.toThrow();
  });

  it("ends what a slow one began, too", async () => {
    const root = temporary();
    const env = { PATH: `${programs({ node: "#!/bin/sh\n(sleep 1; touch marker) &\nwait\n" })}:/usr/bin:/bin` };
    expect(await ask("node", root, env, { timeout: 100 })).toMatchObject({ isBroken: true });
    await new Promise((done) => setTimeout(done, 1500));
    expect(readdirSync(root)).toEqual([]);
  });

  it("says why there is no version: missing, failing, silent, slow", async () => {
    const root = temporary();
    expect(await ask("rust", root, { PATH: root })).toEqual({
      runtime: "rust",
      program: "rustc on PATH",
      version: undefined,
      why: "it is not installed",
      isBroken: false,
    });
    const withNode = (script: string) => ({ PATH: `${programs({ node: script })}:/usr/bin:/bin` });
    expect(await ask("node", root, withNode("#!/bin/sh\nexit 3\n"))).toMatchObject({
      why: "it ended with 3",
      isBroken: true,
    });
    expect(await ask("node", root, withNode(says("hello")))).toMatchObject({ why: "its answer has no version" });
    expect(await ask("node", root, withNode("#!/bin/sh\nsleep 30\n"), { timeout: 200 })).toMatchObject({
      why: '"node on PATH" did not finish: still running after 200 ms',
      isBroken: true,
    });
  });
});
