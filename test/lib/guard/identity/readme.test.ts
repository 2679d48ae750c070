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
  ])("has nothing against: %s", (line) => {
    expect(judge(line).findings).toEqual([]);
  });

  it("takes another repository of the owner for the old name, unless the right one stands there too", () => {
    const old = "git clone https://github.com/acme/etl-old.git\n";
    expect(judge(old).findings).toMatchObject([{ code: "README_URL_MISMATCH" }]);
    expect(judge(`${old}git clone https://github.com/acme/claims-etl.git\n`).findings).toEqual([]);
  });

  it("shows no credentials", () => {
    const { findings } = judge("git clone https://user:secret@github.com/old/claims-etl.git");
    expect(findings).toHaveLength(1);
    expect(JSON.stringify(findings)).not.toContain("secret");
  });

  it("knows hosts of one's own, and lines of any length", () => {
    expect(judge("git clone ssh://git@git.example:22/x/tool", "https://git.example/y/tool").findings).toHaveLength(1);
    const started = performance.now();
    judge(`git clone ${"a.b/".repeat(50_000)}\n${`![x](https://${"a".repeat(15_000)}`}`);
    for (const piece of ["a", "a.", "a@", "https://", "a/", "-"]) {
      judge(`git clone ${piece.repeat(Math.floor(19_000 / piece.length))}\n`.repeat(20));
    }
    expect(performance.now() - started).toBeLessThan(4000);
  });
});
