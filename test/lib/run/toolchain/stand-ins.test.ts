import { existsSync, linkSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isStandIn, seeThrough } from "../../../../lib/run/toolchain/stand-ins.ts";
import { openWorkbench, plainEnv, type Workbench } from "./workbench.ts";

let bench: Workbench;
beforeEach(() => {
  bench = openWorkbench();
});
afterEach(() => bench.remove());

/** A version manager that knows one tool, and notes when it is asked for anything but `which`. */
const manager = (path: string, tool: string) =>
  bench.program(path, `#!/bin/sh\n[ "$1" = which ] || touch '${bench.dir}/acted'\necho '${tool}'\n`);

const see = (path: string) => seeThrough(path, { cwd: bench.dir, env: plainEnv() }, 20_000);

describe("seeThrough", () => {
  it("asks pyenv behind its shim", async () => {
    const real = bench.program("versions/3.11/bin/pytest", "#!/bin/sh\n");
    const pyenv = manager("root/libexec/pyenv", real);
    const shim = bench.program(
      "root/shims/pytest",
      `#!/usr/bin/env bash\nprogram="\${0##*/}"\nexec "${pyenv}" exec "$program" "$@"\n`,
    );
    expect(isStandIn(shim)).toBe(true);
    expect(await see(shim)).toBe(real);
    expect(existsSync(join(bench.dir, "acted"))).toBe(false);
  });

  it("asks asdf behind its shim", async () => {
    const real = bench.program("installs/node", "");
    const asdf = manager("asdf/bin/asdf", real);
    expect(
      await see(
        bench.program(
          "asdf/shims/node",
          `#!/usr/bin/env bash\n# asdf-plugin: nodejs 20\nexec ${asdf} exec "node" "$@"\n`,
        ),
      ),
    ).toBe(real);
  });

  it("asks mise behind its link", async () => {
    const real = bench.program("installs/node", "");
    const mise = manager("bin/mise", real);
    bench.file("mise/shims/x", "");
    symlinkSync(mise, join(bench.dir, "mise/shims/node"));
    expect(await see(join(bench.dir, "mise/shims/node"))).toBe(real);
  });

  it.each([
    ["a link", symlinkSync],
    ["a hard link", linkSync],
  ])("asks rustup behind a proxy that is %s", async (_, link) => {
    const real = bench.program("toolchains/stable/bin/cargo", "");
    link(manager("cargo/rustup", real), join(bench.dir, "cargo/cargo"));
    expect(await see(join(bench.dir, "cargo/cargo"))).toBe(real);
  });

  it("is null when the manager fails, points at nothing, or at the stand-in itself", async () => {
    const shim = join(bench.dir, "root/shims/node");
    for (const said of [join(bench.dir, "absent"), shim, "node: not installed"]) {
      const path = manager("root/libexec/nodenv", said);
      bench.program("root/shims/node", `#!/bin/sh\nexec "${path}" exec "$program" "$@"\n`);
      expect(await see(shim)).toBeNull();
    }
    const failing = bench.program("root/libexec/nodenv", "#!/bin/sh\nexit 127\n");
    bench.program("root/shims/node", `#!/bin/sh\nexec "${failing}" exec "$program" "$@"\n`);
    expect(await see(shim)).toBeNull();
  });
});

describe("isStandIn", () => {
  it("is false for a real cargo and for an ordinary script in a directory called shims", () => {
    bench.program("bin/rustup", "rustup");
    expect(isStandIn(bench.program("bin/cargo", "cargo"))).toBe(false);
    expect(isStandIn(bench.program("shims/tool", "#!/bin/sh\nexec /usr/bin/tool\n"))).toBe(false);
    expect(isStandIn(join(bench.dir, "shims/absent"))).toBe(false);
  });
});
