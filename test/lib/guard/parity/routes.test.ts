import { describe, expect, test } from "vitest";
import { briefly, findingsOf, gate, stepOf, workflow, workflowPath } from "./support.ts";

const written = "MAKEFLAGS, BASH_ENV or SHELLOPTS";
const judge = async (script: string, files: Record<string, string>, before = "") =>
  briefly(await findingsOf({ ...workflow(script, { before }), Makefile: `gate: ; ${gate}\n`, ...files }));

describe("variables that keep make or a shell from failing, below the step", () => {
  test.each<[string, boolean]>([
    ["export MAKEFLAGS=-n\nmake gate", true],
    ["export GNUMAKEFLAGS=-n\nmake gate", true],
    ["env 'MAKE'FL\\AGS=-n make gate", true],
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
