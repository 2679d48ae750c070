import { describe, expect, it } from "vitest";
import { createConfig } from "../../../../../lib/guard/ci/gitlab-config.ts";
import { existing } from "../../../../../lib/guard/parity/gitlab/exists.ts";
import { parseSource } from "../../../../../lib/guard/sources/index.ts";

const tree = await parseSource(".gitlab-ci.yml", ".e: { l: [src/a.py] }\n.one: [src/a.py]\ne: { l: x }\n");
const config = createConfig([tree], { unseen: () => undefined }, true);

/** `true`, `false`, or what it depends on. */
const told = (value: unknown, paths: readonly string[]): string => {
  const { truth, on } = existing(value, { config, paths });
  return truth === undefined ? `perhaps ${on?.unknown}` : `${truth}`;
};

describe("files that a rule asks for", () => {
  const paths = [".gitlab-ci.yml", "docs/a/b.md", "src/a.py", "src/lib/b.py", "x**"];
  const [odd, noText] = ["perhaps a pattern that can't be understood", "perhaps a path that is no text"];
  const elsewhere = "perhaps paths that stand elsewhere";
  it.each<[unknown, string]>([
    ["src/a.py", "true"],
    [["gone", "src/a.py"], "true"],
    [["gone"], "false"],
    [[], "false"],
    [{ paths: "src/a.py" }, "true"],
    [{ paths: ["gone"] }, "false"],
    [{ paths: ["src/a.py"], project: "a/b" }, "perhaps a file of another project"],
    ["src", "false"],
    ["a.py", "false"],
    ["*.py", "false"],
    ["*/*.py", "true"],
    ["**/*.py", "true"],
    ["**/b.py", "true"],
    ["src/**/b.py", "true"],
    ["src/**/**/a.py", "true"],
    ["src/{a,z}.py", "true"],
    ["*.yml", "true"],
    // Of directories below it says nothing.
    ["src/**", "true"],
    ["docs/**", "false"],
    ["docs/**.md", "false"],
    ["docs**/b.md", "false"],
    ["docs/**/*", "true"],
    ["**", "true"],
    ["docs/***/b.md", "true"],
    ["docs/***", "false"],
    // GitLab has no slash before its paths.
    ["/src/a.py", odd],
    [["src/a.py", "/gone"], odd],
    ["src/a\\.py", odd],
    ["!gone", odd],
    ["[", odd],
    ["", odd],
    ["$FILE", "perhaps a path in a variable"],
    [["src/a.py", "$FILE"], "perhaps a path in a variable"],
    [null, noText],
    [[null], noText],
    [1, noText],
    [["src/a.py", { a: "b" }], noText],
    [{ paths: { a: "b" } }, noText],
    [{ a: "b" }, noText],
    // What a reference stands for.
    [[".e", "l"], elsewhere],
    [{ paths: [".e", "l"] }, elsewhere],
    [[".one"], elsewhere],
    [[".e"], elsewhere],
    [["e", "l"], elsewhere],
    [["e"], "false"],
    [[".e", "gone"], "false"],
    [[".gone"], "false"],
    [".e", "false"],
  ])("%j", (value, expected) => {
    expect(told(value, paths)).toBe(expected);
  });

  it("are taken to be there where GitLab looks no further", () => {
    const many = Array.from({ length: 5000 }, (_, at) => `${at}`);
    const givenUp = "perhaps how many files GitLab looks at";
    expect(told(["x?", "y?"], many)).toBe("false");
    expect(told(["x?", "y?"], [...many, "a"])).toBe(givenUp);
    expect(told(["x?", "y?", "z?"], many)).toBe(givenUp);
    expect(told(["x", "y", "z"], many)).toBe("false");
    expect(told(["x?", "y?", "1*"], many)).toBe("true");
  });
});
