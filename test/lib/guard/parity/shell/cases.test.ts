// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts stand in the data
import { describe, expect, it } from "vitest";
import { briefly, findingsOf, gate, workflow } from "../support.ts";
import { fateOf } from "./support.ts";

describe("a case whose word is known", () => {
  it.each<[string, string]>([
    ["case a in a) gate;; esac", "sure"],
    ["case a in b) gate;; esac", "not run"],
    ["case a in a) gate; esac", "sure"],
    ["shopt -s nullglob\ncase a in a) gate;; esac", "sure"],
    ["case a in b) echo;; *) gate;; esac", "sure"],
    ["case a in b | 'a' | c) gate;; esac", "sure"],
    ["case a in *) echo;; a) gate;; esac", "not run"],
    ["case abc in a*) gate;; esac", "sure"],
    ["case abc in *c) gate;; esac", "sure"],
    ["case abc in a*c) gate;; esac", "sure"],
    ["case ac in a*c) gate;; esac", "sure"],
    ["case a in a | $x) gate;; esac", "sure"],
    ["case $(pwd) in *) gate;; esac", "sure"],
    ["case $(dirname sub///a) in sub) gate;; esac", "sure"],
    ["case a in a*a) gate;; *) echo;; esac", "not run"],
    ["case a in '*') gate;; *) echo;; esac", "not run"],
    ["case a in \\*) gate;; *) echo;; esac", "not run"],
    ['case "" in "") gate;; esac', "sure"],
    ["case $1 in '') gate;; esac", "sure"],
    ["case ${1:-all} in all) gate;; esac", "sure"],
    ["case ${1-all} in all) gate;; esac", "sure"],
    ["case ${2-all} in all) gate;; esac", "sure"],
    ["set -- x\ncase $1 in x) gate;; esac", "sure"],
    ["set -- ''\ncase ${1-all} in '') gate;; esac", "sure"],
    ["set -- ''\ncase ${1:-all} in all) gate;; esac", "sure"],
    ["set -- a x; shift\ncase $1 in x) gate;; esac", "sure"],
    ["f() { case $1 in x) gate;; esac; }\nf x", "sure"],
    ["mode=${1:-all}\ncase $mode in all) gate;; esac", "sure"],
    ["case a in a) set +e;; esac\ngate\necho", "masked 2:1"],
    ["case a in b) set +e;; esac\ngate\necho", "sure"],
    ["case a in a) exit 0;; esac\ngate", "skipped 1:14"],
    ["case a in b) exit 0;; esac\ngate", "sure"],
    ["case a in a) gate || true;; esac", "masked 1:22"],
    // Only a run knows the word, or what the pattern is.
    ["case $x in a) gate;; esac", "perhaps skipped 1:1"],
    ["case a in $x) gate;; esac", "perhaps skipped 1:1"],
    ["case a in $x) echo;; a) gate;; esac", "perhaps skipped 1:1"],
    ["case a in ?) gate;; esac", "perhaps skipped 1:1"],
    ["case a in [a-c]) gate;; esac", "perhaps skipped 1:1"],
    ["case a in *b*) echo;; a) gate;; esac", "perhaps skipped 1:1"],
    ["case a in a) echo;& b) gate;; esac", "perhaps skipped 1:1"],
    ["case a in a) gate;;& b) exit 0;; esac", "perhaps skipped 1:1"],
    ["case ~ in '~') gate;; esac", "perhaps skipped 1:1"],
    ["case '~' in ~) gate;; esac", "perhaps skipped 1:1"],
    ["case $(dirname /a/b) in /a) gate;; esac", "perhaps skipped 1:1"],
    ["CDPATH=x\ncase $(cd sub && pwd) in *) gate;; esac", "perhaps skipped 2:1"],
    ["case $(CDPATH=x dirname sub/a) in sub) gate;; esac", "perhaps skipped 1:1"],
    ["case $10 in 0) gate;; esac", "sure"],
    ["case ${10} in '') gate;; esac", "perhaps skipped 1:1"],
    ["case $0 in x) gate;; esac", "perhaps skipped 1:1"],
    ["set -- $x\ncase $1 in x) gate;; esac", "perhaps skipped 2:1"],
    ["set -- *\ncase $1 in '*') gate;; esac", "perhaps skipped 2:1"],
    ["eval $x\ncase ${1:-all} in all) gate;; esac", "perhaps skipped 2:1"],
    ["mode=all; mode=$x\ncase $mode in all) gate;; esac", "perhaps skipped 2:1"],
    ["shopt -s nocasematch\ncase a in A) exit 0;; a) gate;; esac", "perhaps skipped 2:1"],
    ["shopt -s nocase$x\ncase a in a) gate;; esac", "perhaps skipped 2:1"],
    ["while other; do case $1 in '') gate;; esac; set -- x; done", "perhaps skipped 1:1, perhaps skipped 1:17"],
  ])("%j: %s", (text, expected) => {
    expect(fateOf(text)).toBe(expected);
  });
});

describe("a script that runs what it is told", () => {
  const told = '#!/bin/sh\nset -e\ncase "${1:-all}" in\n  all) GATE ;;\n  lint) echo lint ;;\n  *) exit 2 ;;\nesac\n';
  const files = { "ci.sh": told.replace("GATE", gate), "outer.sh": '#!/bin/sh\n./ci.sh "$@"\n' };
  const of = async (script: string, options = {}) =>
    briefly(await findingsOf({ ...workflow(script, options), ...files })).map((one) => one.split(" ")[0]);

  it.each<[string, string[]]>([
    ["./ci.sh", []],
    ["./ci.sh all", []],
    ["bash ci.sh all more", []],
    ["./outer.sh", []],
    ["./outer.sh all", []],
    ["timeout 5 bash -c ./ci.sh lint", []],
    ["./ci.sh lint", ["NO_GATE"]],
    ["./outer.sh lint", ["NO_GATE"]],
    ["./ci.sh 'all '", ["NO_GATE"]],
    ['./ci.sh "$WHAT"', ["SKIPPED?"]],
    ["./ci.sh $WHAT", ["SKIPPED?"]],
    ["./ci.sh *", ["SKIPPED?", "UNREAD?"]],
    ["set -- lint\n. ./ci.sh", ["SKIPPED?"]],
  ])("%s", async (call, expected) => {
    expect((await of(call)).filter((one) => one !== "UNREAD?" || expected.includes(one))).toEqual(expected);
  });

  it("by the shell of a step", async () => {
    const script = told.replace("GATE", gate);
    const shell = (text: string) => ({ more: `    defaults: { run: { shell: "${text}" } }\n` });
    expect(await of(script, shell("bash -e {0}"))).toEqual([]);
    expect(await of(script, shell("bash -e {0} lint"))).toContain("SKIPPED?");
  });
});
