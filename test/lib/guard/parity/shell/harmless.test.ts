// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts stand in the data
import { describe, expect, it } from "vitest";
import { fateOf } from "./support.ts";

/** The fate of a gate that is run where the last command of `text` succeeds, in a script that goes on. */
const fateBehind = (text: string): string => fateOf(`${text} && gate\n:`);

describe("a command in front of &&, whose failure nobody would see", () => {
  it.each([
    "cd .",
    "cd ''",
    "cd sub",
    "cd ./sub/",
    "cd ..sub; cd ../sub",
    "cd sub; cd ..",
    "cd sub; cd ./..",
    "cd -P -- sub",
    "cd -L sub",
    "pushd sub",
    "export A=b B",
    "declare -g A='b c'",
    "declare -x A=$b",
    "export UIDS=1",
    "unset -v A UID_1",
    "set -euo pipefail",
    "set -x +o nounset",
    "set --",
    "set -- -Z x",
    "set -- $x",
    "set -u x y",
    "set -",
    "set x",
    "trap",
    "trap 'rm x' EXIT int 15",
    'trap "rm $x" 0',
    "trap '' HUP TERM QUIT 1 2",
    "umask 0022",
    "pwd -L",
    "f() { cd nowhere; }",
    ": > /dev/null 2> /dev/stderr",
  ])("can't fail: %j", (text) => {
    expect(fateBehind(text)).toBe("sure");
  });

  it.each([
    "cd nowhere",
    "cd /nowhere",
    "cd nowhere/..",
    "cd nowhere//..",
    "cd -Px sub",
    "cd -e-P sub",
    "CDPATH=x; cd sub",
    "cd sub/nowhere",
    "cd sub/../nowhere",
    "cd sub nowhere",
    "cd -e sub",
    "cd -P",
    "cd -",
    "cd s*b",
    "cd",
    "cd ..",
    "cd $x; cd sub",
    "pushd nowhere",
    "pushd -P sub",
    "pushd",
    "export UID=1",
    "export -x A",
    "declare EUID",
    "unset PPID",
    "unset BASHOPTS",
    "export SHELLOPTS",
    "declare BASH_VERSINFO=x",
    "declare -a A",
    "declare -A A",
    "readonly A=b",
    "export A-B",
    "export 'A B=c'",
    "unset A-B",
    "set -o nowhere",
    "set -eZ",
    "set -o x-e",
    "set -u$x",
    "trap 'rm x'",
    "trap 'rm x' exit_",
    "trap 'rm x' 'x y'",
    "trap 'rm x' XEXIT",
    "trap 'rm x' EXIT 99",
    "trap - EXIT",
    "trap $x EXIT",
    'trap $x"y" EXIT',
    'trap "x"$y EXIT',
    'trap "x"$y"z" EXIT',
    "trap -p EXIT",
    "trap 'rm x' $x",
    "umask 08",
    "printf -v A x",
    "pwd -X",
    "echo > x",
    "echo > x/dev/null",
    "echo a >> /dev/nullx",
  ])("may fail: %j", (text) => {
    expect(fateBehind(text)).toMatch(/perhaps skipped|^masked/);
  });

  it.each([
    ["cd sub && gate", "sure"],
    ["cd nowhere && gate", "sure"],
    ["(cd nowhere && gate)\n:", "sure"],
    ["{ cd nowhere && gate; }; :", "perhaps skipped 1:3"],
    ["f() { cd nowhere && gate; :; }\nf", "perhaps skipped 1:7"],
    ["cd nowhere && gate || exit 1\n:", "sure"],
    ["if cd nowhere && gate; then :; else exit 1; fi", "sure"],
    ["cd nowhere && true && gate; :", "perhaps skipped 1:1"],
  ])("counts only where its failure is lost: %j: %s", (text, expected) => {
    expect(fateOf(text)).toBe(expected);
  });
});
