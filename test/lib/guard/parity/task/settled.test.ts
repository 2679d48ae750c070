import { describe, expect, test } from "vitest";
import { printedIn, settledWords } from "../../../../../lib/guard/parity/task/settled.ts";
import { wordsOf } from "./support.ts";

/** Each of the commands that it may be, its words in brackets. */
const settled = (command: string, past: string): string[] | undefined =>
  settledWords(wordsOf(command), past)?.map((words) => words.map(({ value, raw }) => `[${value ?? raw}]`).join(""));

describe("a variable that the script sets", () => {
  test.each<[string, string, ...string[]]>([
    ["$A x", "A=a", "[a][x]"],
    ["$A", "A=; $A", ""],
    ["$A", "A='a  b'", "[a][b]"],
    ['"$A"', "A='a b'", "[a b]"],
    [`"\${A}"`, 'A="a b"', "[a b]"],
    [`\${A}`, "A=a", "[a]"],
    ["$Ab1_", "Ab1_=a", "[a]"],
    ["$_a", "_a=a", "[a]"],
    [`\${_a1}`, "_a1=a", "[a]"],
    ["$A", "A='$a'", "[$a]"],
    ["$A", "A=a; A=b\nA=a", "[a]", "[b]"],
    ["$A", "(A=a) && A=b|c", "[a]", "[b]"],
    ["$A $B $C", "A=a; A=b; B=c; B=d", "[a][c][$C]", "[a][d][$C]", "[b][c][$C]", "[b][d][$C]"],
    ["$A", "A=a; XA=$x; A1=$x; $A=$x; X-A=$x", "[a]"],
    ["$A", "A=a; local A=b", "[a]", "[b]"],
    ["$A", "A=a; read B; for C in x; do :; done", "[a]"],
    ["$A", "A=a; read x=1; A=b", "[a]", "[b]"],
    ["$A", "A=a; unread A; forA; x.y; resource A", "[a]"],
    ["$A", `A=a; echo \${A:-b} \${B:=c}`, "[a]"],
    ["$A x $(echo b  c)", "", "[$A][x][b][c]"],
    ['"$(echo b  c)"', "", "[b c]"],
    ['$(echo "b c")', "", "[b][c]"],
    ["$A", `A=a;${" ".repeat(19_996)}`, "[a]"],
    ["$A$B $B", "B=b", "[$A$B][b]"],
    ["$A $B $A $B", "A=a; A=b; B=c; B=d", ...fours(["a", "b"], ["c", "d"])],
  ])("%s, of %s", (command, past, ...expected) => {
    expect(settled(command, past)).toEqual(expected);
  });

  test.each<[string, string]>([
    ["tool a", "A=a"],
    ["$A", ""],
    ["$A", "B=a"],
    ["$A", 'A="$B"'],
    ["$A", "A=$B"],
    ["$A", 'A="a`b`"'],
    ["$A", 'A="a\\b"'],
    ["$A", "A=a*"],
    ["$A", "A=~"],
    ["$A", "A='a'b"],
    ["$A", "A=a'b'"],
    ["$A", "A=a; A+=b"],
    ["$A", "A=a; A[1]=b"],
    ["$A", "A=a; read A"],
    ["$A", "A=a; read -r B A"],
    ["$A", "A=a; for A in b; do"],
    ["$A", "A=a; getopts x A"],
    ["$A", "A=a; mapfile A"],
    ["$A", "A=a; readarray A"],
    ["$A", "A=a; printf -v A b"],
    ["$A", "A=a; unset A"],
    ["$A", "A=a; local A"],
    ["$A", "A=a; declare A"],
    ["$A", `A=a; echo \${A:=b}`],
    ["$A", `A=a; echo \${A=b}`],
    ["$A", "A=a; . ./x"],
    ["$A", "A=a; source ./x"],
    ["$A", ". ./x; A=a"],
    ["$A", "A=a\n. ./x"],
    ["x$A", "A=a"],
    ["$Ax", "A=a"],
    ["$A/x", "A=a; undefined=a"],
    [`\${A}x`, "A=a"],
    [`x\${A}`, "A=a"],
    [`\${A:-x}`, "A=a"],
    ["$1", "1=a"],
    [`\${1}`, "1=a"],
    ["$A", `A=a;${" ".repeat(19_997)}`],
    ["$A $A $A $A $A", "A=a; A=b"],
    ["$A $A $B", "A=a; A=b; A=c; A=d; B=e; B=f"],
  ])("not %s, of %s", (command, past) => {
    expect(settled(command, past)).toBeUndefined();
  });
});

test("what is known stays as it is", () => {
  expect(settledWords([{ raw: "$A", value: "$A", at: 0, end: 2 }], "A=a")).toBeUndefined();
});

test.each<[string, string | undefined]>([
  ["$(echo a)", "a"],
  ['"$(echo a b)"', "a b"],
  ["<(echo a)", "a"],
  ["`echo a`", "a"],
  ['"`echo a`"', "a"],
  ["$(echo a; echo b)", "a\nb"],
  ["$(printf 'a\\n\\n')", "a"],
  ["$(echo a\necho b)", "a\nb"],
  ["$(echo a; tool)", undefined],
  ["$(cat x)", undefined],
  ["$((echo a))", undefined],
  ["x$(echo a)", undefined],
  ["$(echo a)x", undefined],
  ['"$(echo a)x"', undefined],
  ["`echo \\`echo a\\``", undefined],
  ["`echo a``echo b`", undefined],
  ["$(echo a)$(echo b)", undefined],
  ["$A", undefined],
])("what %s prints", (word, expected) => {
  expect(printedIn({ ...{ raw: word, value: undefined }, at: 0, end: 0 })).toBe(expected);
});

function fours(first: readonly string[], second: readonly string[]): string[] {
  const pairs = first.flatMap((one) => second.map((other) => `[${one}][${other}]`));
  return pairs.flatMap((one) => pairs.map((other) => one + other));
}
