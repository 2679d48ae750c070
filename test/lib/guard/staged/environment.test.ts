import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkoutEnvironment } from "../../../../lib/guard/staged/environment.ts";
import { temporary } from "../../../support/temporary.ts";

/** What becomes of one variable; `TOP` is the work tree, `WAY` a link to it, `SRC`, `COL` and `MOD` such into it, `DIR` the checkout. */
const become = (name: string, value: string, more: Record<string, string> = {}): string | undefined => {
  const [top, ways, dir] = [temporary(), temporary(), "/checkout"];
  for (const made of ["src", "node_modules", "vendor", "env"]) mkdirSync(join(top, made));
  writeFileSync(join(top, "env/pyvenv.cfg"), "");
  const links = { WAY: join(ways, "way"), SRC: join(ways, "own"), COL: join(ways, "a:b"), MOD: join(ways, "modules") };
  symlinkSync(top, links.WAY);
  for (const link of [links.SRC, links.COL]) symlinkSync(join(top, "src"), link);
  symlinkSync(join(top, "node_modules"), links.MOD);
  const named = (text: string) =>
    Object.entries({ TOP: top, ...links }).reduce((said, [name, path]) => said.replaceAll(name, path), text);
  const env = Object.fromEntries(Object.entries({ ...more, [name]: value }).map(([key, one]) => [key, named(one)]));
  const linked = [join(top, "node_modules"), join(top, "vendor")];
  return checkoutEnvironment(env, { top, linked, dir })
    [name]?.replaceAll(top, "TOP")
    .replaceAll(links.WAY, "WAY")
    .replaceAll(links.MOD, "MOD")
    .replaceAll(dir, "DIR");
};

describe("the environment of a checkout", () => {
  test.each<[string, string, string | undefined, Record<string, string>?]>([
    ["npm_config_local_prefix", "TOP", "DIR"],
    ["npm_package_json", "TOP/package.json", "DIR/package.json"],
    ["npm_package_json", "WAY/package.json", "DIR/package.json", { PWD: "WAY/src" }],
    ["npm_config_local_prefix", "WAY", "DIR"],
    ["npm_execpath", "TOP/node_modules/npm/cli.js", "TOP/node_modules/npm/cli.js"],
    ["GITHUB_WORKSPACE", "TOP/", "DIR/"],
    ["HOME", "TOP", "DIR"],
    ["BASH_ENV", "TOP/src/env.sh", "DIR/src/env.sh"],
    ["BASH_FUNC_x%%", "() {  cd TOP\n}", "() {  cd DIR\n}"],
    ["MAKEFLAGS", " -ITOP/src --include-dir=TOP", " -IDIR/src --include-dir=DIR"],
    ["LIST", "/usr:TOP/src:TOP", "/usr:DIR/src:DIR"],
    ["OWN", "SRC", undefined],
    ["OWN", "/usr:SRC/x", undefined],
    ["OWN", "--root=SRC", undefined],
    ["OWN", "--a b SRC", undefined],
    ["OWN", "cd 'SRC'", undefined],
    ["OWN", "--root=COL", undefined],
    ["OWN", "--root COL", undefined],
    ["OWN", "a=/usr:SRC;b", undefined],
    ["OWN", "a /usr:SRC b", undefined],
    ["OWN", "MOD/.bin", "MOD/.bin"],
    ["FLAGS", "-I WAY/src", "-I DIR/src", { OTHER: "WAY/" }],
    ["PWD", "TOP", undefined],
    ["INIT_CWD", "/other", undefined],
    ["OLDPWD", "/other", undefined],
    ["GIT_DIR", "/other", undefined],
    ["PATH", "TOP/node_modules/.bin:/usr/bin", "TOP/node_modules/.bin:/usr/bin"],
    ["NODE_PATH", "TOP/src", "TOP/src"],
    ["VIRTUAL_ENV", "TOP/env", "TOP/env"],
    ["VIRTUAL_ENV", "TOP/.venv", "TOP/.venv"],
    ["VIRTUAL_ENV", "TOP/src", "DIR/src"],
    ["VIRTUAL_ENV", "TOP", "DIR"],
    ["VIRTUAL_ENV", "", ""],
    ["OTHER", "TOPsy", "TOPsy"],
    ["OTHER", "src:../src", "src:../src"],
  ])("%s=%j becomes %j", (name, value, wanted, more) => {
    expect(become(name, value, more)).toBe(wanted);
  });
});
