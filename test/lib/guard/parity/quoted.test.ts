import { describe, expect, test } from "vitest";
import { briefly, findingsOf, gate, workflow, workflowPath } from "./support.ts";

const at = `${workflowPath}:7`;

/** A shell takes quotes away before it runs anything. */
describe("quotes around a word change nothing", () => {
  test.each<[string, string]>([
    ['command "-v"', "DIFFERENT"],
    ["command \\-v", "DIFFERENT"],
    ["'command' -v", "DIFFERENT"],
    ['env "-i"', "UNREAD?"],
    ['"sudo"', "UNREAD?"],
    ["su\\do", "UNREAD?"],
    ['/usr/bin/"sudo"', "UNREAD?"],
    ["'env' 'PATH=./bin'", "UNREAD?"],
    ["env 'NODE_OPTIONS=--require ./x.js'", "UNREAD?"],
    ["env '-u' GITHUB_BASE_REF", "DIFFERENT"],
    ["env -u 'GITHUB_BASE_REF'", "DIFFERENT"],
  ])("in front of the gate: %s", async (front, expected) => {
    const found = await findingsOf(workflow(`${front} ${gate}`));
    expect(briefly(found).map((one) => one.split(" ")[0])).toEqual([expected]);
  });

  test.each(["'sudo' \"-E\"", "xvfb-run '-a' -s '-screen 0'", 'env -u "A" "B=c d"', "env 'B=c d'", "timeout '10m'"])(
    "nor makes a doubt of %s",
    async (front) => {
      expect(await findingsOf(workflow(`${front} ${gate}`))).toEqual([]);
    },
  );

  test.each([`"env" -S'lint it'`, "env \\-S'lint it'", "en\\v '-S' 'lint it'"])("of %s", async (script) => {
    const found = briefly(await findingsOf(workflow(`${script}\n${gate}`)));
    expect(found).toEqual([`UNCOVERED ${at} ${script}`]);
  });

  test.each<[string, string]>([
    ["export N\\ODE_OPTIONS=x", "UNREAD?"],
    ["export A''=b NODE\\_OPTIONS=x", "UNREAD?"],
    ["read NODE_'OPTIONS'", "UNREAD?"],
    ["unset 'GITHUB_BASE_REF'", "DIFFERENT"],
    ["export \\-n GITHUB_BASE_REF", "DIFFERENT"],
    ['printf "-v" NODE_OPTIONS %s x', "UNREAD?"],
    ["printf \\-v NODE_OPTIONS %s x", "UNREAD?"],
    ["wait \\-p HOME -n", "UNREAD?"],
    ["declare \\-n A=HOME", "UNREAD?"],
  ])("in what sets variables: %s", async (script, expected) => {
    const found = await findingsOf(workflow(`${script}\n${gate}`));
    expect(briefly(found)).toEqual([`${expected} ${at} ${script}`]);
  });

  test("in front of a command of preflight", async () => {
    const commands = { lint: ["lint", "it"] };
    for (const script of ["env -S'other it' lint it", `"env" '-S' 'other it' lint it`])
      expect(briefly(await findingsOf(workflow(`${gate}\n${script}`), { commands }))[0]).toMatch(/^UNCOVERED /);
    expect(await findingsOf(workflow(`${gate}\n"env" 'A=-S' lint it`), { commands })).toEqual([]);
  });
});
