import { describe, expect, it } from "vitest";
import { formatHelp } from "../../lib/help.ts";
import type { Report } from "../../lib/report.ts";
import command, { examples } from "../../scripts/check-rules.ts";
import preflight from "../../scripts/preflight.ts";
import { call } from "../support/call.ts";
import { program } from "../support/command.ts";
import { denyFile, denyList, salt } from "../support/deny.ts";
import { repo } from "../support/repo.ts";

const config = (judge: string, more = "") => `import { defineConfig, defineRule } from "kprovengine";

const noPrint = defineRule({
  name: "no-print",
  title: "Library code does not print",
  fix: "use logging",
  files: ["src/**/*.py"],
  judge: ${judge},
  passing: { files: { "src/a.py": "import logging\\n" } },
  failing: { files: { "src/a.py": "print(1)\\n" } },
});

export default defineConfig({ rules: [noPrint]${more} });
`;

const good = '(file) => file.find(/^print\\(/m).map((at) => ({ at, message: "print() in library code" }))';

describe("check-rules", () => {
  it("has this help", async () => {
    const help = await formatHelp(command, examples);
    expect(help).toContain("Fail when one of the project's own rules is violated");
    expect(help).toContain("--self-test");
    for (const example of examples) expect(help).toContain(example);
  });

  it("proves a repository that keeps its rules: exit 0, one line", async () => {
    using at = repo({ "kprov.config.ts": config(good), "src/a.py": "import logging\n" });
    const { result, text } = await call(command, at.dir, []);
    expect([result.exitCode, text]).toEqual([0, "check-rules: proved (1 rule)"]);
  });

  it("could not decide without rules: exit 3", async () => {
    using at = repo({ "kprov.config.json": "{}" });
    expect((await call(command, at.dir, [])).result.exitCode).toBe(3);
  });

  it("--self-test plants the user's failing fixtures, too: exit 0", async () => {
    using at = repo({ "kprov.config.ts": config(good), "src/a.py": "x" });
    const { result, text } = await call(command, at.dir, ["--self-test"]);
    expect([result.exitCode, text]).toEqual([
      0,
      expect.stringContaining("passed (16 of 16 planted violations caught)"),
    ]);
    expect(at.git("status", "--porcelain")).toBe("");
  });

  it("as a process: the report on stdout, what rules print on stderr, exit 1", async () => {
    const judge = `(file) => { console.log("talk"); return (${good})(file); }`;
    using at = repo({ "kprov.config.ts": config(judge), "src/a.py": "import os\nprint(1)\n" });
    const { status, stdout, stderr } = await program(at.dir, ["check-rules"]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "talk\ntalk\ntalk\n" });
    expect(stdout).toContain("no-print: print() in library code");
    expect(stdout).toContain("check-rules: violated (1 violation, 1 rule)");
  });

  it("as a process: what a configuration and its rules write to stdout is no part of the result, however late", async () => {
    const head = `import { stdout } from "node:process";
const said = process.stdout;
said.write("one\\n"); stdout.write("two\\n"); console.dir("three"); console.dirxml("four"); console.table("five");
setTimeout(() => { said.write("six\\n"); process.stdout.end("zero\\n"); process.stdout.write("seven\\n"); console.log("eight"); }, 1);
setTimeout(() => process.stdout.end("nine\\n"), 100);
`;
    const judge = `(file) => { process.stdout.write("ten\\n"); return (${good})(file); }`;
    using at = repo({ "kprov.config.mjs": `${head}${config(judge)}`, "src/a.py": "print(1)\n" });
    for (const argv of [["--json"], ["--report", "json=-"]]) {
      const { status, stdout, stderr } = await program(at.dir, ["check-rules", ...argv]);
      expect([status, (JSON.parse(stdout) as Report).verdict]).toEqual([1, "violated"]);
      for (const word of ["one", "two", "three", "four", "five", "six", "seven", "eight", "ten", "zero"])
        expect(stderr).toContain(word);
    }
  });

  describe("as a process, where the private list has a word that is printed", () => {
    const list = ".kprov/deny-list.json";
    const words = denyList(["acme corp"]).tokens.map(({ digest }) => `[private ${digest.slice(0, 12)}]`);
    const head = `console.log("of Acme"); console.error("corp, says the configuration");
process.stdout.write("ac"); process.stderr.write("mecorp, too\\n");
`;
    const judge = `(file) => { console.log("Acme"); process.stderr.write("Corp, says a rule\\n"); return (${good})(file); }`;
    const more = `, identity: { forbidden: { private: "${list}" } }`;
    const files = { [list]: denyFile(["acme corp"]), "src/a.py": "x\n" };

    it.each<[string[], string[]]>([
      [["check-rules"], ["says a rule"]],
      [["check-rules", "--json"], ["says a rule"]],
      [["preflight", "--only", "check-rules"], ["says a rule"]],
      [["preflight", "--base", "HEAD~1", "--only", "check-rules"], ["says a rule"]],
      [["rules", "list"], []],
      [["rules", "test"], ["says a rule"]],
      [["waive", "--list"], []],
    ])("%j shows it neither on stderr nor on stdout", async (argv, said) => {
      using at = repo({ ...files, "kprov.config.mjs": `${head}${config(judge, more)}` });
      at.git("commit", "--quiet", "--allow-empty", "-m", "x");
      const { stdout, stderr } = await program(at.dir, argv, { env: { KPROV_DENY_SALT: salt } });
      expect(stdout + stderr).not.toMatch(/acme\s*corp/i);
      for (const part of ["says the configuration", "too", ...said]) expect(stderr).toContain(`${words[0]}, ${part}\n`);
    });

    it.each<[string, string, string, NodeJS.ProcessEnv]>([
      ["as it is without the salt", `${head}${config(judge, more)}`, "of Acme\ncorp, says the configuration\n", {}],
      [
        "in an error about the configuration",
        `${head}${config(judge, `${more}, nothing: 1`)}`,
        `of ${words[0]}, says`,
        { KPROV_DENY_SALT: salt },
      ],
      [
        "as it is where the configuration fails",
        `${head}throw new Error("x");`,
        "of Acme\ncorp, says",
        { KPROV_DENY_SALT: salt },
      ],
      [
        "as it is where the configuration ends in nothing",
        `${head}process.reallyExit = 1; process.kill(1);`,
        "of Acme\ncorp, says",
        {},
      ],
    ])("what is printed is shown %s", async (_, source, expected, env) => {
      using at = repo({ ...files, "kprov.config.mjs": source });
      const { stderr } = await program(at.dir, ["check-rules"], { env });
      expect(stderr).toContain(expected);
    });
  });

  it("as a process: a rule that ends the process does not decide its exit code", async () => {
    using at = repo({ "kprov.config.ts": config("() => process.exit(0)"), "src/a.py": "x\n" });
    const { status, stdout } = await program(at.dir, ["check-rules", "--json"]);
    expect(status).toBe(3);
    expect((JSON.parse(stdout) as Report).verdict).toBe("undecided");
  });

  it("is a gate of preflight where there are rules, the last one, and named where there are none", async () => {
    using at = repo({ "kprov.config.ts": config(good), "src/a.py": "print(1)\n" });
    const { result } = await call(preflight, at.dir, []);
    const { checks } = result.document as { checks: Report[] };
    expect(checks.at(-1)).toMatchObject({ check: "check-rules", verdict: "violated" });
    expect(result.exitCode).toBe(1);
    using without = repo({ "a.md": "x\n" });
    const { notConfigured } = (await call(preflight, without.dir, [])).result.document as { notConfigured: object };
    expect(notConfigured).toMatchObject({ "check-rules": "rules" });
  });

  it("changes preflight's ruleset with the code of a rule", async () => {
    const digest = async (source: string): Promise<unknown> => {
      using at = repo({ "kprov.config.ts": source, "src/a.py": "x\n" });
      return ((await call(preflight, at.dir, [])).result.document as { rulesetDigest: string }).rulesetDigest;
    };
    expect(await digest(config(good))).not.toBe(await digest(config(good.replace("^print", "^ *print"))));
  });

  it("--staged judges by the rules of the index, imported ones too", async () => {
    const rule = config(good)
      .replace("export default", "export const other =")
      .replace("const noPrint", "export const noPrint");
    const listing = 'import { noPrint } from "./rules/print.ts";\nexport default { rules: [noPrint] };\n';
    const waivers = '{"schema":"kprov.waivers/v1","waivers":[]}\n';
    using at = repo({
      "kprov.config.ts": listing,
      "rules/print.ts": rule,
      ".kprov/waivers.json": waivers,
      "src/a.py": "print(1)\n",
    });
    at.write({ "rules/print.ts": "export const noPrint = {};\n" });
    expect((await call(command, at.dir, ["--staged"])).result.exitCode).toBe(1);
  });

  it("--staged judges the index alone", async () => {
    using at = repo({ "kprov.config.ts": config(good), "src/a.py": "import logging\n" });
    at.write({ "src/a.py": "print(1)\n" });
    expect((await call(command, at.dir, ["--staged"])).result.exitCode).toBe(0);
    expect((await call(command, at.dir, [])).result.exitCode).toBe(1);
  });
});
