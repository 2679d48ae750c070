import { describe, expect, it, test } from "vitest";
import { findWayBack } from "../../../../lib/guard/staged/leads-back.ts";
import { type Files, site, workTree } from "./support.ts";

describe("findWayBack", () => {
  test.each<[string, Files, object, string]>([
    ["a workspace's package", { "node_modules/lib": { link: "../packages/lib" } }, {}, '"lib" in node_modules'],
    ["one with a scope", { "node_modules/@acme/lib": { link: "../../packages/lib" } }, {}, '"lib" in node_modules'],
    ["an environment with a path file", { [`${site}/acme.pth`]: "TOP/src\n" }, {}, "the environment .venv"],
    ["one with an old link", { [`${site}/acme.egg-link`]: "TOP\n." }, {}, "the environment .venv"],
    [
      "one with a finder",
      { [`${site}/__editable___acme_finder.py`]: "M = {'acme': 'TOP/src/acme'}" },
      {},
      "the environment .venv",
    ],
    [
      "an active environment",
      { [`env${site.slice(5)}/acme.pth`]: "TOP/src\n" },
      { env: { VIRTUAL_ENV: "TOP/env" } },
      "the environment env",
    ],
    ["PYTHONPATH", {}, { env: { PYTHONPATH: "/usr/lib:TOP/src" } }, "PYTHONPATH"],
    ["NODE_PATH", {}, { env: { NODE_PATH: "TOP" } }, "NODE_PATH"],
    ["a script", {}, { argv: ["sh", "-c", "cd 'TOP' && make"] }, "\"cd '"],
    ["a flag without a sign", {}, { argv: ["cc", "-ITOP/include"] }, '/include" names the work tree'],
    ["a word", { "tool.py": "" }, { argv: ["python", "TOP/tool.py"] }, "tool.py"],
    ["a flag", {}, { argv: ["tool", "--root=TOP"] }, "--root="],
    ["a way round", {}, { argv: ["cat", "TOP/.venv/../src/a"] }, "/../src/a"],
    ["a way round to what is there", { "tool.py": "" }, { argv: ["cat", "TOP/packages/../tool.py"] }, "tool.py"],
    ["a link from elsewhere", { "ELSEWHERE/own": { link: "TOP/src" } }, { argv: ["ls", "ELSEWHERE/own"] }, "/own"],
    [
      "a flag with a link from elsewhere",
      { "ELSEWHERE/own": { link: "TOP/src" } },
      { argv: ["tool", "--root=ELSEWHERE/own"] },
      "--root=",
    ],
    [
      "a program of a linked directory that is a link out of it",
      {
        "node_modules/.bin/tool": { link: "../../tool.js" },
        "tool.js": "",
      },
      { argv: ["TOP/node_modules/.bin/tool"] },
      "tool",
    ],
    [
      "a scope that is a link to elsewhere, with a link back",
      {
        "ELSEWHERE/own": { link: "TOP/src" },
        "node_modules/@acme": { link: "ELSEWHERE" },
      },
      {},
      '"own" in node_modules',
    ],
    ["a link to what is gone", { "node_modules/lib": { link: "../gone" } }, {}, '"lib" in node_modules'],
    [
      "a link within a linked scope, from where that is",
      {
        "node_modules/.pnpm/@acme/own": { link: "../../../src" },
        "node_modules/@acme": { link: ".pnpm/@acme" },
      },
      {},
      '"own" in node_modules',
    ],
    [
      "an active environment elsewhere",
      { "ELSEWHERE/lib/python3.12/site-packages/a.pth": "TOP/src" },
      {
        env: { VIRTUAL_ENV: "ELSEWHERE" },
      },
      "the environment /",
    ],
    ["a linked directory that is a link", { ".venv": { link: "packages" } }, {}, ".venv is a link into the work tree"],
    [
      "a program in one",
      {
        ".venv": { link: "packages" },
        "packages/bin/pytest": "",
      },
      { argv: ["TOP/.venv/bin/pytest"] },
      "/.venv/bin/pytest",
    ],
    [
      "a way up",
      { "src/a": "" },
      { argv: ["cat", "../../TOP/src/a"], cwd: "/usr/bin" },
      '/src/a" lies in the work tree',
    ],
    ["a way up to what is not there yet", {}, { argv: ["tee", "--to=../../TOP/new/b"], cwd: "/usr/bin" }, "/new/b"],
    [
      "a way up behind a link, as the kernel goes it",
      { "ELSEWHERE/node_modules": { link: "TOP/node_modules" } },
      { argv: ["cat", "node_modules/../src/a"] },
      '"node_modules/../src/a" lies in the work tree',
    ],
    ["a home's directory in a script", {}, { argv: ["sh", "-c", "cd ~PLACE"], env: { HOME: "ABOVE" } }, "cd ~"],
    ["a variable's in a script", {}, { argv: ["sh", "-c", "cd $WORK_1PLACE/src"], env: { WORK_1: "ABOVE" } }, "cd $W"],
    ["the same in braces", {}, { argv: ["sh", "-c", `cd ${"$"}{W}PLACE`], env: { W: "ABOVE/" } }, "{W}/"],
    [
      "a script with a link to the top, as a variable has it",
      { "ELSEWHERE/way": { link: "TOP" } },
      { argv: ["sh", "-c", "cat ELSEWHERE/way/src/a"], env: { PWD: "ELSEWHERE/way/src" } },
      '/way/src/a" names the work tree',
    ],
    [
      "a home's directory over a link",
      { "ELSEWHERE/way": { link: "TOP" } },
      { argv: ["sh", "-c", "cat ~/way/a"], env: { INIT_CWD: "ELSEWHERE/way/", HOME: "ELSEWHERE" } },
      '"cat ~/way/a" names',
    ],
    ["a second directory", { [`${site}/acme.pth`]: "TOP/src\n", "node_modules/a": "" }, {}, "the environment .venv"],
    [
      "a directory that is called like a linked one",
      { [`${site}/a.pth`]: "TOP/.venv-old/src\n" },
      {},
      "the environment .venv",
    ],
    ["a later line", { [`${site}/a.pth`]: "/opt/else\nTOP/.venv/x\nTOPsy\nTOP/src" }, {}, "the environment .venv"],
    ["the top itself", { [`${site}/a.pth`]: "TOP" }, {}, "the environment .venv"],
    ["the newest finder", { [`${site}/__editable__acme_1_finder.py`]: "TOP/src" }, {}, "the environment .venv"],
    [
      "the environment of another Python",
      {
        [`${site}/a.pth`]: "/opt\n",
        ".venv/lib/python3.13/site-packages/b.pth": "TOP/src",
      },
      {},
      "the environment .venv",
    ],
  ])("names %s", (_, files, more, wanted) => {
    expect(workTree(files).ask(more)).toContain(wanted);
  });

  it("lets pass what stays in what is linked, or lies elsewhere", () => {
    const { ask } = workTree({
      "node_modules/other": { link: ".pnpm/other" },
      "node_modules/global": { link: "/usr/lib" },
      [`${site}/tools.pth`]: "TOP/.venv/tools\n/opt/else\nimport site\n",
    });
    expect(
      ask({ argv: ["TOP/.venv/bin/pytest", "-q"], env: { PATH: "TOP/node_modules/.bin", PYTHONPATH: "/opt" } }),
    ).toBeUndefined();
    expect(ask({ links: [], env: { PYTHONPATH: "TOPsy" } })).toBeUndefined();
  });

  test.each<[string, Files, object]>([
    ["a word from where the command runs", {}, { argv: ["ls", "src", "--root=src"] }],
    ["a way up to elsewhere", {}, { argv: ["ls", "..", "../..", "../other/x", "--root=../x"] }],
    [
      "what is linked, by a word from where the command runs",
      { "ELSEWHERE/node_modules": { link: "TOP/node_modules" } },
      { argv: ["node_modules/.pnpm/other", "node_modules", "node_modules/new"] },
    ],
    ["another's home", {}, { argv: ["sh", "-c", "ls ~/other $HOME/other ~PLACE-2"], env: { HOME: "ABOVE" } }],
    ["what stands below the root of all", {}, { argv: ["sh", "-c", "ls $ROOT~"], env: { ROOT: "/" } }],
    [
      "what is linked, by way of a home",
      {},
      { argv: ["sh", "-c", "ls ~PLACE/node_modules/x"], env: { HOME: "ABOVE" } },
    ],
    ["an environment that is not there", {}, { env: { VIRTUAL_ENV: "ELSEWHERE/gone" } }],
    ["an active environment without a name", {}, { env: { VIRTUAL_ENV: "" } }],
    ["a variable that is empty", {}, { env: { PYTHONPATH: "", NODE_PATH: ":", PATH: ":bin:./src" } }],
    ["what only begins like the top", {}, { argv: ["sh", "-c", "ls TOPsy TOP-2 TOP.old"], env: { PATH: "TOPsy/bin" } }],
    ["a script about what is linked", {}, { argv: ["sh", "-c", "TOP/node_modules/.bin/tool TOP/.venv"] }],
    ["a linked directory itself", {}, { argv: ["ls", "TOP/node_modules"], env: { NODE_PATH: "TOP/node_modules" } }],
    [
      "a linked directory that is a link",
      { ".venv": { link: "ELSEWHERE" }, "ELSEWHERE/bin/pytest": "" },
      { argv: ["TOP/.venv/bin/pytest"] },
    ],
    [
      "a linked directory that is a link to another one",
      { ".venv": { link: "node_modules/.pnpm" }, "node_modules/tool": { link: "../.venv/other" } },
      { argv: ["TOP/.venv/other"] },
    ],
    ["a link deeper in that is of no scope", { "node_modules/lib/own": { link: "../../src" } }, {}],
    ["a list that Python does not read", { [`${site}/acme.pth.bak`]: "TOP/src", [`${site}/a__editable__`]: "TOP" }, {}],
    ["a directory of no Python", { ".venv/lib/ironpython3/site-packages/a.pth": "TOP/src" }, {}],
    ["another directory of Python's", { ".venv/lib/python/site-packages/a.pth": "TOP/src" }, {}],
    ["a list that is a directory", { [`${site}/a.pth/x`]: "TOP/src" }, {}],
    ["a list of what is linked", { [`${site}/a.pth`]: "TOP/.venv\nTOP/node_modules/x\nTOP.old\nTOP-2\nTOPsy" }, {}],
  ])("lets pass %s", (_, files, more) => {
    expect(workTree(files).ask(more)).toBeUndefined();
  });

  it("has everything in a work tree that is the whole file system", () => {
    const ask = (argv: string[]) => findWayBack({ top: "/", argv, env: {}, linked: [], cwd: "/tmp" });
    expect([ask(["ls", "/etc"]), ask(["sh", "-c", "cat /etc/fstab"]), ask(["ls"])]).toEqual([
      '"/etc" lies in the work tree',
      '"cat /etc/fstab" names the work tree',
      undefined,
    ]);
  });

  it("has the words of a command name a work tree at the root, whatever stands before it", () => {
    const ask = (word: string) => findWayBack({ top: "/kprov", argv: ["cc", word], env: {}, linked: [], cwd: "/tmp" });
    expect(["-isystem/kprov/include", "src/kprov", "src/kprov-2"].map(ask)).toEqual([
      '"-isystem/kprov/include" names the work tree',
      '"src/kprov" names the work tree',
      undefined,
    ]);
  });

  it("names an environment by its place in the work tree, or else by its path", () => {
    const pth = "lib/python3.12/site-packages/a.pth";
    const inside = workTree({ [`env/${pth}`]: "TOP/src" });
    const outside = workTree({ [`ELSEWHERE/${pth}`]: "TOP/src" });
    expect(inside.ask({ env: { VIRTUAL_ENV: "TOP/env" } })).toBe(
      "the environment env has the project installed in place",
    );
    expect(outside.ask({ env: { VIRTUAL_ENV: "ELSEWHERE" } })).toBe(
      `the environment ${outside.elsewhere} has the project installed in place`,
    );
  });
});
