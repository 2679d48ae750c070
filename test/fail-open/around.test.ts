/** Silent passes of what surrounds the built-in checks: rules of the project, other forms of report, history. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporary } from "../support/temporary.ts";
import { checkArtifacts, checkIdentity, forbidding, project, runPreflight } from "./support.ts";

describe("row 20: a rule of the project that fails", () => {
  const config = (judge: string): string => `export default { rules: [{
    name: "mine", title: "Mine", files: ["*.txt"], judge: ${judge},
    passing: { files: { "a.txt": "good" } }, failing: { files: { "a.txt": "bad" } },
  }] };\n`;
  const works = '(file) => (file.text().includes("bad") ? [{ message: "bad" }] : [])';

  test.each([
    ["is proved when it is right", works, "good", 0],
    ["is violated when it says so", works, "bad", 1],
    ["throws", '(file) => { if (file.text() === "odd") throw new Error("x"); return []; }', "odd", 3],
    ["gives nothing back", "() => undefined", "good", 3],
    ["misses its own failing fixture", "() => []", "good", 3],
  ])("%s: exit of preflight", async (_, judge, text, exit) => {
    const fixture = project({}, { "a.txt": text });
    fixture.git("rm", "-q", "--cached", "kprov.config.json");
    rmSync(join(fixture.dir, "kprov.config.json"));
    fixture.commit({ "kprov.config.mjs": config(judge) });
    expect((await runPreflight(fixture.dir)).exit).toBe(exit);
  });
});

describe("row 22: a report in another form", () => {
  const formats = ["text", "json", "sarif", "junit", "github", "gitlab", "markdown", "lines"];

  test("says the finding in each form, and changes no exit code", async () => {
    const fixture = project({}, { "a.log": "x" });
    const out = temporary();
    const flags = formats.flatMap((format) => ["--report", `${format}=${join(out, format)}`]);
    for (const ask of [checkArtifacts, runPreflight]) {
      expect((await ask(fixture.dir, ...flags)).exit).toBe(1);
      for (const format of formats) expect(readFileSync(join(out, format), "utf8"), format).toContain("a.log");
    }
  });

  test("of yesterday does not stand for a command that stopped", async () => {
    const fixture = project({}, { a: "x" });
    const sarif = join(temporary(), "a.sarif");
    const argv = ["--report", `sarif=${sarif}`];
    expect((await checkArtifacts(fixture.dir, ...argv)).exit).toBe(0);
    fixture.write({ "kprov.config.json": "{" });
    expect((await checkArtifacts(fixture.dir, ...argv)).exit).toBe(2);
    const { runs } = JSON.parse(readFileSync(sarif, "utf8"));
    expect(JSON.stringify(runs)).toContain("E_CONFIG");
  });
});

describe("row 26: history and names", () => {
  test.each([
    ["a message", ["commit", "--quiet", "--allow-empty", "-m", "feat: acme-corp"], "FORBIDDEN_IN_MESSAGE"],
    [
      "an author's name",
      ["commit", "--quiet", "--allow-empty", "-m", "x", "--author", "acme-corp <a@example.com>"],
      "FORBIDDEN_IN_PERSON",
    ],
    ["a branch's name", ["branch", "wip/acme-corp"], "FORBIDDEN_IN_REF"],
    ["a tag's name", ["tag", "v1-acme-corp"], "FORBIDDEN_IN_REF"],
    ["a tag's message", ["tag", "-a", "v1", "-m", "acme-corp"], "FORBIDDEN_IN_MESSAGE"],
  ])("%s", async (_, argv, code) => {
    const fixture = project(forbidding, { a: "x" });
    fixture.git(...argv);
    const ended = await checkIdentity(fixture.dir, "--history", "all");
    expect([ended.exit, ended.codes.map((found) => found.split(" ")[0])]).toEqual([1, [code]]);
  });

  test("of a range that is not here is a doubt", async () => {
    const fixture = project(forbidding, { a: "x" });
    expect((await checkIdentity(fixture.dir, "--history", "origin/main..HEAD")).exit).toBe(3);
  });
});
