// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { describe, expect, test } from "vitest";
import { briefly, findingsOf, gate, stepOf, workflow, workflowPath } from "./support.ts";

const at = `${workflowPath}:7`;
const codes = async (...given: Parameters<typeof findingsOf>) => [
  ...new Set(briefly(await findingsOf(...given)).map((one) => one.split(" ")[0])),
];

describe("a word that may turn out to be another, or several", () => {
  test.each([
    "timeout $T GATE",
    "timeout {10,true} GATE",
    "timeout * GATE",
    'timeout "${T[@]}" GATE',
    'timeout "$T"$U GATE',
    'timeout $U"$T" GATE',
    'timeout "$(cat t)" GATE',
    "sudo -E -u $U GATE",
    "nice -n {5,true} GATE",
    "env -u {A,true} GATE",
    'env -u "$X" GATE',
    "GATE {--quiet,--only=x}",
    "GATE *",
    "GATE --report sarif=*",
    "export {NODE_OPTIONS=x,A=b}\nGATE",
    "export A=b {,NODE_OPTIONS=x}\nGATE",
    "declare [NX]ODE_OPTIONS=x\nGATE",
    "bash ci.sh {a,b}",
  ])("%s is a doubt of the gate", async (script) => {
    const files = { "ci.sh": `${gate}\n` };
    expect(await codes({ ...workflow(script.replace("GATE", gate)), ...files })).toEqual(["UNREAD?"]);
  });

  test.each([
    'timeout "$T" GATE',
    'timeout "${T}m" GATE',
    'timeout "$TIME" GATE',
    'timeout "${TIME}m" GATE',
    'sudo -E -u "$U" GATE',
    "GATE 'a*' \"{b,c}\"",
    "export AB=* B={c,d} C[10]=e\nGATE",
    "echo {a,b}* $T\nGATE",
  ])("%s has none", async (script) => {
    expect(await findingsOf(workflow(script.replace("GATE", gate)))).toEqual([]);
  });

  test("is named", async () => {
    const [found] = await findingsOf(workflow(`timeout $T ${gate}`));
    expect(found?.message).toContain("other words may stand in the place of $T when it runs");
    expect(found?.actual).toBe(gate);
  });
});

describe("a program in front of a command", () => {
  test.each<[string, string[]]>([
    ["sudo -E sudo", ["UNREAD?"]],
    ["sudo -E sudo --preserve-env", []],
    ["env -u -E sudo", ["UNREAD?"]],
    ["sudo -E -u -E", []],
    ["sudo -u -E", ["UNREAD?"]],
    ["sudo -E -u env", []],
    ["env --", []],
  ])("%s", async (front, expected) => {
    expect(await codes(workflow(`${front} ${gate}`))).toEqual(expected);
  });

  const commands = { lint: ["lint", "it"], check: ["make", "check"] };
  const Makefile = "check: ; other it\n";

  test.each([
    "env -C sub",
    "env -Csub",
    "env -iCsub",
    "env --chdir=sub",
    "/usr/bin/env --ch=sub",
    "sudo --chdir=sub",
    "sudo -nDsub",
    "sudo -i",
    "sudo --login",
    "sudo -Rsub",
    "nice env -C sub",
    "env -S'another it'",
    "env -vS 'another it'",
    "env --split-string='another it'",
    "env A=b env -S'another it'",
  ])("%s takes it elsewhere", async (front) => {
    for (const script of ["lint it", "make check"])
      expect(await codes({ ...workflow(`${gate}\n${front} ${script}`), Makefile }, { commands })).toEqual([
        "UNCOVERED",
      ]);
    expect(await codes({ ...workflow(`${front} ${gate}`), Makefile })).not.toEqual([]);
  });

  test.each([
    "env -uC",
    "env -u SC",
    "sudo -uDi",
    "sudo -g Ri",
    "sudo -n",
    "env -i",
    "nice -n 5",
    "timeout -s KILL 10",
  ])("%s leaves it where it is", async (front) => {
    for (const script of ["lint it", "make check"])
      expect(await codes({ ...workflow(`${gate}\n${front} ${script}`), Makefile }, { commands })).toEqual([]);
  });

  test.each(["env x.A=b", "e/usr/bin/nv", "timeout", "env -u"])("%s is none that is known", async (front) => {
    expect((await codes(workflow(`${gate}\n${front} lint it`), { commands }))[0]).toBe("UNCOVERED");
  });

  test("in the way of a task", async () => {
    const steps = stepOf("env -C sub make gate");
    const files = { ...workflow("make check", { before: steps }), Makefile: `gate: ; ${gate}\n${Makefile}` };
    expect(await codes(files, { commands })).toEqual(["UNCOVERED", "NO_GATE"]);
  });
});

test("more programs in front of it than anybody writes are not followed", async () => {
  expect(await codes(workflow(`${"nice ".repeat(16)}${gate}`))).toEqual([]);
  expect(await codes(workflow(`${"nice ".repeat(17)}${gate}`))).toEqual(["UNCOVERED", "NO_GATE"]);
});

test("what env is given by itself needs no cover, unless only a run knows it", async () => {
  for (const script of ["env -u A", "env A=b", "env A=b-S", 'env "A=b c"'])
    expect(await findingsOf(workflow(`${gate}\n${script}`))).toEqual([]);
  for (const script of ["env -u $X", 'env "$X"', "env -S lint"])
    expect(briefly(await findingsOf(workflow(`${gate}\n${script}`)))[0]).toMatch(
      new RegExp(`^UNCOVERED ${at.slice(0, -1)}8`),
    );
});
