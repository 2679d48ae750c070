import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { walk } from "../../../../lib/run/toolchain/walk.ts";
import { openWorkbench, plainEnv, type Workbench } from "./workbench.ts";

let bench: Workbench;
beforeEach(() => {
  bench = openWorkbench();
});
afterEach(() => bench.remove());

const follow = async (argv: readonly string[], env = plainEnv(join(bench.dir, "bin"))) => {
  const { programs } = await walk(argv, { cwd: bench.dir, env }, { timeout: 20_000 });
  return programs.map(({ role, path }) => `${role} ${path.replace(`${bench.dir}/`, "")}`);
};

describe("walk", () => {
  it("is empty for a command that is not found, not executable or empty", async () => {
    bench.file("data", "#!/bin/sh\n");
    expect(await follow(["no-such-program"])).toEqual([]);
    expect(await follow(["./data"])).toEqual([]);
    expect(await follow([bench.dir])).toEqual([]);
    expect(await follow([""])).toEqual([]);
  });

  it("follows a script's shebang, through env, to its interpreter", async () => {
    bench.program("bin/py", "\x7fELF");
    bench.program("train", "#!/usr/bin/env -S py -u\n");
    expect(await follow(["./train", "x"])).toEqual(["command train", "launcher /usr/bin/env", "interpreter bin/py"]);
  });

  it("follows scripts that interpret scripts", async () => {
    bench.program("outer", `#!${bench.dir}/middle\n`);
    bench.program("middle", "#!/bin/sh\n");
    expect(await follow(["./outer"])).toEqual(["command outer", "interpreter middle", "interpreter /bin/sh"]);
  });

  it("records a script alone when its interpreter does not exist", async () => {
    bench.program("broken", "#!/no/such/python\n");
    bench.program("windows", "#!/bin/sh\r\n");
    expect(await follow(["./broken"])).toEqual(["command broken"]);
    expect(await follow(["./windows"])).toEqual(["command windows"]);
  });

  it("ends for a script that interprets itself", async () => {
    bench.program("loop", `#!${bench.dir}/loop\n`);
    expect((await follow(["./loop"])).length).toBeLessThan(20);
  });

  it("keeps symbolic links, so that a virtual environment stays one", async () => {
    mkdirSync(join(bench.dir, "venv/bin"), { recursive: true });
    symlinkSync("/bin/sh", join(bench.dir, "venv/bin/python"));
    const { programs } = await walk(
      ["venv/bin/python", "-I", "x.py"],
      { cwd: bench.dir, env: plainEnv() },
      { timeout: 20_000 },
    );
    expect(programs).toMatchObject([
      { path: join(bench.dir, "venv/bin/python"), python: { call: { flags: ["-I"], entry: bench.dir } } },
    ]);
  });

  it("follows launchers into launchers, with the environment that they make", async () => {
    bench.program("other/tool", "\x7fELF");
    const argv = ["nice", "-n", "5", "env", "-i", `PATH=${bench.dir}/other:/usr/bin`, "nohup", "tool"];
    expect(await follow(argv)).toEqual([
      "launcher /usr/bin/nice",
      "launcher /usr/bin/env",
      "launcher /usr/bin/nohup",
      "command other/tool",
    ]);
    expect(await follow(["env", "-C", "other", "./tool"])).toEqual(["launcher /usr/bin/env", "command other/tool"]);
  });

  it("calls a launcher that launches nothing the command", async () => {
    bench.program("bin/uv", "\x7fELF");
    expect(await follow(["uv", "sync"])).toEqual(["command bin/uv"]);
    expect(await follow(["env"])).toEqual(["command /usr/bin/env"]);
  });

  it("sees through a stand-in, and takes it for the command when that fails", async () => {
    bench.program("real/tool", "\x7fELF");
    const pyenv = bench.program("root/pyenv", `#!/bin/sh\n[ "$2" = tool ] && echo '${bench.dir}/real/tool'\n`);
    const shim = `#!/bin/sh\nexec "${pyenv}" exec "$program" "$@"\n`;
    bench.program("root/shims/tool", shim);
    bench.program("root/shims/other", shim);
    expect(await follow(["root/shims/tool"])).toEqual(["launcher root/shims/tool", "command real/tool"]);
    expect(await follow(["root/shims/other"])).toEqual(["command root/shims/other"]);
  });
});
