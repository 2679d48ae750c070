import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { findWayBack } from "../../../../lib/guard/staged/leads-back.ts";
import { type Files, workTree } from "./support.ts";

describe("findWayBack, where PATH finds programs,", () => {
  test.each<[string, Files, object, string]>([
    ["PATH", {}, { env: { PATH: "/usr/bin:TOP/bin" } }, "PATH names a directory of the work tree"],
    ["PATH over a link", { "ELSEWHERE/bin": { link: "TOP/src" } }, { env: { PATH: "ELSEWHERE/bin" } }, "PATH names"],
    ["PATH with the top, which is an environment", { "pyvenv.cfg": "" }, { env: { PATH: "TOP/bin" } }, "PATH names"],
    ["the same that is active", { "pyvenv.cfg": "" }, { env: { PATH: "TOP/bin", VIRTUAL_ENV: "TOP" } }, "PATH names"],
    ["an active one that is none", {}, { env: { PATH: "TOP/env/bin", VIRTUAL_ENV: "TOP/env" } }, "PATH names"],
    [
      "a workspace's package",
      { "sub/node_modules/lib": { link: "../../packages/lib" } },
      { env: { PATH: "TOP/sub/node_modules/.bin" } },
      '"lib" in sub/node_modules is a link',
    ],
    [
      "an environment",
      { "env/pyvenv.cfg": "", "env/lib/python3.12/site-packages/a.pth": "TOP/src" },
      { env: { PATH: "TOP/env/bin" } },
      "the environment env has",
    ],
    [
      "its package elsewhere",
      { "ELSEWHERE/node_modules/own": { link: "TOP/src" } },
      { env: { PATH: "ELSEWHERE/node_modules/.bin" } },
      '"own" in /',
    ],
    [
      "an environment elsewhere",
      { "ELSEWHERE/pyvenv.cfg": "", "ELSEWHERE/lib/python3.12/site-packages/a.pth": "TOP/src" },
      { env: { PATH: "ELSEWHERE/bin" } },
      "the environment /",
    ],
  ])("names %s", (_, files, more, wanted) => {
    expect(workTree(files).ask(more)).toContain(wanted);
  });

  test.each<[string, Files, object]>([
    [
      "what is installed there",
      {
        ...{ "tools/node_modules/a": { link: ".pnpm/a" }, "tools/node_modules/.pnpm/a/x": "" },
        ...{
          "env/pyvenv.cfg": "",
          "env/lib64": { link: "lib" },
          "env/lib/x": "",
          "env/bin/python": { link: "/usr/bin/python" },
        },
      },
      { env: { PATH: "TOP/tools/node_modules/.bin:TOP/env/bin:/usr/bin", VIRTUAL_ENV: "TOP/env" } },
    ],
  ])("lets pass %s", (_, files, more) => {
    expect(workTree(files).ask(more)).toBeUndefined();
  });

  it("looks for what is not absolute where the command runs, and not here", () => {
    const { top, ask } = workTree({ "src/tool": "" });
    const before = process.cwd();
    process.chdir(top);
    try {
      expect(ask({ env: { PATH: "src:./src:" } })).toBeUndefined();
    } finally {
      process.chdir(before);
    }
  });

  it("takes no environment for installed that holds the work tree", () => {
    const { top } = workTree({ "pyvenv.cfg": "" });
    const env = { PATH: `${top}/bin:${top}/src/bin` };
    expect(findWayBack({ top: join(top, "src"), argv: ["tool"], env, linked: [], cwd: "/nowhere" })).toBe(
      "PATH names a directory of the work tree",
    );
  });
});
