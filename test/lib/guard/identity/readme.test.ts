import { describe, expect, it } from "vitest";
import { judgeReadme } from "../../../../lib/guard/identity/readme.ts";
import { parseRepositoryUrl } from "../../../../lib/guard/identity/urls.ts";

const judge = (text: string, url = "https://github.com/acme/claims-etl") => {
  const canonical = parseRepositoryUrl(url);
  if (canonical === undefined) throw new Error(url);
  return judgeReadme("README.md", text, canonical);
};

describe("judgeReadme", () => {
  it.each([
    "[![ci](https://github.com/old/claims-etl/actions/workflows/ci.yml/badge.svg)](https://x.example)",
    "![license](https://img.shields.io/github/license/old/claims-etl)",
    "![v](https://img.shields.io/github/v/release/old/Claims-ETL?style=flat)",
    '<img src="https://codecov.io/gh/old/claims-etl/branch/main/graph/badge.svg">',
    "![](https://app.travis-ci.com/old/claims-etl.svg?branch=main)",
    "![](https://coveralls.io/repos/github/old/claims-etl/badge.svg)",
    "    git clone https://github.com/old/claims-etl.git",
    "    git clone --depth 1 git@github.com:old/claims-etl.git etl",
    "pip install git+https://github.com/old/claims-etl.git@v1.2",
    "pip install git+ssh://git@github.com/old/claims-etl@main",
    "go install github.com/old/claims-etl/cmd/x@latest",
    "cargo install --git https://github.com/old/claims-etl",
    "Just git clone https://github.com/old/claims-etl!?",
    "![](https://travis-ci.com/old/claims-etl.svg)",
  ])("reports README_URL_MISMATCH for another owner: %s", (line) => {
    const { findings, compared } = judge(`# Claims\n\n${line}\n`);
    expect(findings).toMatchObject([{ code: "README_URL_MISMATCH", level: "violation", path: "README.md" }]);
    expect(findings[0]?.message).toMatch(/^README\.md:3:\d+: /);
    expect(compared).toBe(1);
    // What --fix writes in its place agrees.
    const { from = "", to = "" } = findings[0]?.edit ?? {};
    expect(from).not.toBe("");
    expect(judge(`# Claims\n\n${line.replace(from, to)}\n`).findings).toEqual([]);
  });

  it.each([
    ["a password", "git clone https://me:secret@github.com/old/claims-etl.git"],
    ["a user's token", "git clone https://token@github.com/old/claims-etl.git"],
    ["the old place twice", "![](https://img.shields.io/github/license/old/claims-etl?link=old/claims-etl)"],
    ["another name of the same owner, which may be meant", "git clone https://github.com/acme/other.git"],
    ["the name at two owners", "![](https://img.shields.io/github/old/claims-etl/claims-etl)"],
    ["what is written otherwise", "git clone https://github.com/old/claims%2Detl#my-old/claims-etl"],
    ["letters that have another length in lower case", "git clone https://github.com/old/claims-etl#İ"],
  ])("does not say how to mend %s", (_, line) => {
    const [finding, ...others] = judge(`# Claims\n\n${line}\n`).findings;
    expect(finding?.code).toBe("README_URL_MISMATCH");
    expect(finding?.edit).toBeUndefined();
    expect(others).toEqual([]);
  });

  it.each([
    "[![ci](https://github.com/Acme/claims-etl/actions/workflows/ci.yml/badge.svg)](https://github.com/acme/claims-etl)",
    "![](https://img.shields.io/github/actions/workflow/status/acme/claims-etl/ci.yml)",
    "![](https://img.shields.io/pypi/v/claims-etl) ![](https://badge.fury.io/py/claims-etl.svg)",
    "git clone git@github.com:acme/claims-etl.git",
    "Inspired by https://github.com/other/claims-etl and [fork](https://github.com/old/claims-etl).",
    "git clone https://gitlab.com/old/claims-etl.git",
    "git clone https://github.com/other/tool.git",
    "git clone /srv/git/claims-etl",
    "git clone https://github.com/claims-etl",
    "![](https://img.shields.io/github/license/old/claims.git-etl)",
    "![](https://badge.example:99999999/github/old/claims-etl)",
    "![](https://img.shields.io/badge/100%-green)",
    "![](https://travis-ci.com.example/old/claims-etl.svg)",
    "![](https://api.travis-ci.com/x/old/claims-etl.svg)",
    "![](https://badge.example/old/claims-etl/github/other/thing)",
  ])("has nothing against: %s", (line) => {
    expect(judge(line).findings).toEqual([]);
  });

  it("takes another repository of the owner for the old name, unless the right one stands there too", () => {
    const old = "git clone https://github.com/acme/etl-old.git\n";
    expect(judge(old).findings).toMatchObject([{ code: "README_URL_MISMATCH" }]);
    expect(judge(`${old}git clone https://github.com/acme/claims-etl.git\n`).findings).toEqual([]);
    const badge = "![](https://img.shields.io/github/license/acme/etl-old)";
    expect(judge(badge).findings).toMatchObject([{ code: "README_URL_MISMATCH" }]);
  });

  it("shows no credentials", () => {
    const { findings } = judge("git clone https://user:secret@github.com/old/claims-etl.git");
    expect(findings).toHaveLength(1);
    expect(JSON.stringify(findings)).not.toContain("secret");
  });

  it.each([
    ["git clone git@github.com:old/claims-etl.git", "git@github.com:old/claims-etl.git"],
    ["  ![](https://img.shields.io/github/license/old/claims-etl?a=b)", undefined],
    [
      "![](https://img.shields.io/github/license/old/claims-etl?a=b@c)",
      "https://img.shields.io/github/license/old/claims-etl",
    ],
  ])("says where it is, and shows it as it is written: %s", (line, shown) => {
    const [finding] = judge(line).findings;
    const written = /https:[^)]+|git@.*/.exec(line);
    expect(finding).toMatchObject({ line: 1, column: (written?.index ?? 0) + 1 });
    expect(finding?.actual).toBe(`"${shown ?? written?.[0]}"`);
  });

  it("knows hosts of one's own, their badges, and Travis, which serves GitHub alone", () => {
    const own = (line: string) => judge(line, "https://git.example/y/tool").findings.length;
    expect(own("git clone ssh://git@git.example:22/x/tool")).toBe(1);
    expect(own("![](https://img.shields.io/gitea/git.example/x/tool)")).toBe(1);
    expect(own("![](https://img.shields.io/gitea/other.example/x/tool)")).toBe(0);
    expect(own("![](https://travis-ci.com/x/tool.svg)")).toBe(0);
  });

  it("reads lines of any length in no time", () => {
    expect(judge(`${"x".repeat(30_000)} git clone https://github.com/old/claims-etl`).findings).toHaveLength(1);
    const started = performance.now();
    const length = 300_000;
    for (const piece of ["a", "a.", "a.b/", "a@", "https://", "a/", "-", ".", "~a.b", " ", "git ", "/", ".git", "@"])
      for (const start of ["git clone ", "git clone https://github.com/a/b", "![x](https://badge.example/", "git"])
        judge(`${start}${piece.repeat(length / piece.length)}x\n`);
    expect(performance.now() - started).toBeLessThan(4000);
  });
});
