// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { describe, expect, test } from "vitest";
import { briefly, findingsOf, gate, stepOf, workflow, workflowPath } from "./support.ts";

const written = "MAKEFLAGS, BASH_ENV or SHELLOPTS";
const judge = async (script: string, files: Record<string, string>, before = "") =>
  briefly(await findingsOf({ ...workflow(script, { before }), Makefile: `gate: ; ${gate}\n`, ...files }));

describe("the owner of our own action", () => {
  const uses = (owner: string) => ({
    [workflowPath]: `on: [push, pull_request]\njobs: { a: { runs-on: x, steps: [{ uses: ${owner}/kprovengine@${"a".repeat(40)} }] } }\n`,
  });
  test.each<[string, string | undefined, boolean]>([
    ["acme", "acme/app", true],
    ["Acme", "aCME/app", true],
    ["acme", "acme", true],
    ["acme", "acme2/app", false],
    ["other", "acme/app", false],
    // The same in upper case.
    ["\u017f", "s/app", false],
    ["acme", undefined, false],
  ])("%s, in the repository %s: %s", async (owner, repository, isKnown) => {
    expect(briefly(await findingsOf(uses(owner), { repository })).map((one) => one.split(" ")[0])).toEqual(
      isKnown ? [] : ["UNREAD?"],
    );
  });
});

test("what just puts into the gate's script, and only a run knows, is a doubt", async () => {
  const justfile = `x := \`cat y\`\ngate:\n  ${gate} --report "{{x}}"\n`;
  const found = await findingsOf({ ...workflow("just gate"), justfile });
  expect(briefly(found)).toEqual(["UNREAD? justfile:3 {{x}}"]);
  expect(found[0]?.message).toContain("what only a run knows is put into the script, and may be another command");
});

test("our own action of another owner is a doubt beside a sound gate, unless it is listed", async () => {
  const use = (owner: string) => `${owner}/kprovengine@${"a".repeat(40)}`;
  const files = (owner: string) => workflow(gate, { before: `      - uses: ${use(owner)}\n` });
  expect(briefly(await findingsOf(files("other")))).toEqual([`UNREAD? ${workflowPath}:6 ${use("other")}`]);
  expect(await findingsOf(files("acme"))).toEqual([]);
  const ciOnly = [{ run: "uses: other/kprovengine", reason: "r" }];
  expect(await findingsOf(files("other"), { parity: { ciOnly } })).toEqual([]);
});

describe("a tracked directory with the name of what a shell expands", () => {
  test.each(["~/.local/bin/npx", "$HOME/x", "a/${HOME}/x", "$CONDA/x", "${PATH}/x", "$PATH/a/b"])(
    "%s is a doubt",
    async (path) => {
      const written = path.replace(/^a\//, "").replace(/\/.*/, "");
      expect(await judge(gate, { [path]: "" })).toEqual([`UNREAD? ${workflowPath}:7 ${written}`]);
      const action = `on: [push, pull_request]\njobs: { a: { runs-on: x, steps: [{ uses: acme/kprovengine@${"a".repeat(40)} }] } }\n`;
      expect(briefly(await findingsOf({ [workflowPath]: action, [path]: "" }))).toEqual([
        `UNREAD? ${workflowPath}:2 ${written}`,
      ]);
    },
  );

  test.each(["~", "a~/x", "~a/x", "$HOMES/x", "HOME/x", "x$HOME/y"])("%s is none", async (path) => {
    expect(await judge(gate, { [path]: "" })).toEqual([]);
  });
});

describe("variables that keep make or a shell from failing, below the step", () => {
  test.each<[string, boolean]>([
    ["export MAKEFLAGS=-n\nmake gate", true],
    ["export GNUMAKEFLAGS=-n\nmake gate", true],
    ["env 'MAKE'FL\\AGS=-n make gate", true],
    ["export MAKE\\\nFLAGS=-n\nmake gate", true],
    ["printf 'A=1\\nMAKEFLAGS=-n' >> $GITHUB_ENV\nmake gate", true],
    ["env MAKEFLAGS=-n make gate", true],
    [`BASH_ENV=./x.sh bash -c '${gate}'`, true],
    [`export SHELLOPTS\n${gate}`, true],
    [`${gate}\necho A=1 >> $GITHUB_ENV\necho MAKEFLAGS=-n >> $GITHUB_ENV`, true],
    ["# MAKEFLAGS\nexport MY_MAKEFLAGS=-n MAKEFLAGS_=x\nmake gate", false],
  ])("%j in a script", async (text, isSaid) => {
    const found = await judge("sh ci.sh", { "ci.sh": `set -e\n${text}\n` });
    const doubts = found.filter((one) => one.startsWith("MASKED? ci.sh:") && one.endsWith(written));
    expect(doubts).toHaveLength(isSaid ? 1 : 0);
    expect(found.length).toBe(doubts.length);
  });

  test("in a step before", async () => {
    const files = { "ci.sh": "set -e\necho MAKEFLAGS=-n >> $GITHUB_ENV\n" };
    expect(await judge("make gate", files, stepOf("sh ci.sh"))).toEqual([`MASKED? ci.sh:2 ${written}`]);
    expect(await judge("make gate", files)).toEqual([]);
    const itself = [`MASKED? ${workflowPath}:6 ${written}`];
    expect(await judge("make gate", {}, stepOf("echo MAKEFLAGS=-n >> $GITHUB_ENV"))).toEqual(itself);
  });

  test.each(["export BASH_ENV = ./x.sh", "export SHELLOPTS = noexec", "gate: export BASH_ENV = ./x.sh"])(
    "%s in a Makefile",
    async (line) => {
      const Makefile = `${line}\nSHELL = /bin/bash\ngate: ; ${gate}\n`;
      expect(await judge("make gate", { Makefile })).toEqual([`MASKED? Makefile:3 ${written}`]);
    },
  );

  test.each([
    ["export BASH_ENV := './x.sh'", ""],
    ["set dotenv-load", "BASH_ENV=./x.sh\n"],
  ])("%s in a justfile", async (line, env) => {
    const files = { justfile: `${line}\ngate:\n  ${gate}\n`, ".env": env };
    expect(await judge("just gate", files)).toEqual([`MASKED? justfile:3 ${written}`]);
  });
});
