// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { expect, test } from "vitest";
import { expandedFaults } from "../../../../lib/guard/parity/expanded.ts";
import { briefly, findingsOf, gate, workflow, workflowPath } from "./support.ts";

const judge = async (script: string): Promise<string[]> =>
  briefly(await findingsOf(workflow(script))).filter((one) => !one.startsWith("UNCOVERED"));

test.each([
  "case ${HOME:=y} in *) : ;; esac",
  ": > ${HOME:=y}",
  ": ${HOME[0]=y}",
  "for ((HOME=1; HOME<2; 1)); do :; done",
  "((HOME = 1))",
  "((HOME++))",
  "((--HOME))",
  "(( A = 1,\nHOME |= 1 ))",
  "A=HOME; : ${!A:=x}",
  "a[HOME=1]=2",
  "echo ${a[HOME=1]}",
  "echo ${A:HOME=1}",
  "let HOME+=1",
  // Each of them ends where the line does.
  "let A=1\nlet HOME=1",
  "[[ HOME=1 -eq 1 ]]",
  "if [[ $((HOME=1)) ]]; then :; fi",
  "getopts ab HOME",
  "exec {HOME}>x",
  "unset 'a[HOME=1]'",
  "cat <<X\n${HOME:=y}\nX",
  "f() { case ${HOME:=x} in x) :;; esac; }\nf",
  "trap ': ${HOME:=x}' DEBUG",
  "A='HOME=1'\n((A))",
  "A=HOME-=1\necho $((A))",
  "declare -i A\nB=HOME=1\nA=B",
  "declare A -gi\nB=HOME=1\nA=B",
  "# nothing of it\n((HOME=1))",
])("%j sets a variable that decides which program is run", async (script) => {
  const line = script.split("\n").findIndex((one) => one.includes("HOME"));
  const said = `UNREAD? ${workflowPath}:${7 + line} ${script.split("\n")[line]}`;
  expect(await judge(`${script}\n${gate}`)).toEqual([said]);
  expect(await judge(`${gate}\n${script}`)).toEqual([]);
});

test.each<[string, number]>([
  [": ${HO\\\nME:=x}", 7],
  [": $((HO\\\nME=1))", 7],
  ["A[HO\\\nME=1]=x", 7],
  ["echo \\\n a\necho \\\n b\n: ${HO\\\nME:=x}", 11],
  ["for HO\\\nME in x; do :; done", 7],
  ["echo \\\n${HO\\\nME:=x}", 8],
  // In a comment a line does not go on.
  ["# \\\n((HOME = 1))", 8],
])("a name that goes on in the next line counts: %j", async (script, line) => {
  expect(await judge(`${script}\n${gate}`)).toEqual([expect.stringContaining(`${workflowPath}:${line} `)]);
});

test("a script in which no line goes on is read once", () => {
  const names: string[] = [];
  const past = { text: "((HOME = 1))\n: ${HOME:=x}", places: (column: number) => ({ path: "", line: 1, column }) };
  expandedFaults({ past } as never, (name) => {
    names.push(name);
    return [];
  });
  expect(names).toEqual(["HOME", "HOME"]);
});

test.each([
  "# ${HOME:=y}",
  "echo a # ((HOME=1))",
  ": ${A:=y} ${HOME:-x} ${HOME:+x} ${HOME:?x} ${HOME#*=} ${HOME/a=/b}",
  "((A=1)); [[ $HOME == x ]]; [[ ${HOME} = x ]]; (( HOME == 1 ))",
  "echo ${HOME}>x $HOME>y",
  "A='x HOME=1'; ((B))",
  "A='HOME=1'",
  '[[ "$A" == "HOME=1" || -n HOME=1 ]]',
  "echo let me; export HOMES=1",
])("%j sets none", async (script) => {
  expect(await judge(`${script}\n${gate}`)).toEqual([]);
});

test.each([
  ["HOME=x :", 1],
  ["HOME=x eval true", 1],
  ["HOME=x set -e", 1],
  ["HOME=x cd .", 0],
  ["A=x :", 0],
])("in a sh that keeps what stands before special builtins: %s", async (script, count) => {
  expect(await judge(`sh -c '${script}; ${gate}'`)).toHaveLength(count);
  expect(await judge(`${script}\n${gate}`)).toEqual([]);
});

test.each(["((", "[[ ", "a[", "${a:", "${a[", "$[", "declare ", "((a[", "let "])(
  "%j, again and again, takes no time that grows with its square",
  (unit) => {
    const past = { text: unit.repeat(200_000 / unit.length), places: () => ({ path: "", line: 1, column: 1 }) };
    expect(expandedFaults({ past } as never, () => [])).toEqual([]);
  },
);
