import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { findWayBack } from "../../../../lib/guard/staged/leads-back.ts";
import { temporary } from "../../../support/temporary.ts";

/** A work tree with packages of a workspace and an environment; links and texts may name it by `TOP`. */
const workTree = (files: Record<string, string | { link: string }>) => {
  const top = temporary();
  mkdirSync(join(top, "packages/lib"), { recursive: true });
  mkdirSync(join(top, "node_modules/.pnpm/other"), { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    if (typeof content === "string") writeFileSync(join(top, path), content.replaceAll("TOP", top));
    else symlinkSync(content.link, join(top, path));
  }
  const ask = (more: { argv?: string[]; env?: Record<string, string>; links?: string[] }) =>
    findWayBack({
      top,
      argv: (more.argv ?? ["pytest"]).map((word) => word.replaceAll("TOP", top)),
      env: Object.fromEntries(
        Object.entries(more.env ?? {}).map(([name, value]) => [name, value.replaceAll("TOP", top)]),
      ),
      linked: (more.links ?? ["node_modules", ".venv"]).map((name) => join(top, name)),
    });
  return { top, ask };
};

const site = ".venv/lib/python3.12/site-packages";

describe("findWayBack", () => {
  test.each<[string, Record<string, string | { link: string }>, object, string]>([
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
    ["a word", { "tool.py": "" }, { argv: ["python", "TOP/tool.py"] }, "tool.py"],
    ["a flag", {}, { argv: ["tool", "--root=TOP"] }, "--root="],
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
});
