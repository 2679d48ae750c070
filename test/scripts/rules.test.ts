import { describe, expect, it } from "vitest";
import { formatHelp } from "../../lib/help.ts";
import command, { examples } from "../../scripts/rules.ts";
import { call } from "../support/call.ts";
import { program } from "../support/command.ts";
import { temporary } from "../support/temporary.ts";

const rule = (name: string, judge: string, passing = "fine") =>
  `{ name: "${name}", title: "No ${name}", why: "W", fix: "F", files: ["a", "b"], allowEmpty: "none yet", judge: ${judge},
     passing: { files: { a: "${passing}" } }, failing: [{ files: { a: "bad" } }, { files: { b: "bad" } }] }`;

const good = rule("bad", '(file) => file.find(/bad/).map((at) => ({ at, message: "it is bad" }))');
const blind = rule("blind", "() => []");
const strict = rule("strict", '() => [{ message: "always" }]');
const broken = rule("broken", "() => undefined");

const at = (...rules: string[]) =>
  temporary({ "kprov.config.mjs": `export default { rules: [${rules.join(", ")}] };` });

describe("rules", () => {
  it("has this help", async () => {
    expect(await formatHelp(command, examples)).toMatchInlineSnapshot(`
      "Try the project's own rules on their fixtures, or list them (kprovengine rules)

      USAGE kprovengine rules [OPTIONS] <ACTION> [NAME]

      ARGUMENTS

        ACTION=<ACTION>    test or list (Required)
            NAME=<NAME>    Only the rules of these names

      OPTIONS

         --config=<FILE>    Use this configuration instead of searching for
                            kprov.config.*
        --no-code-config    Refuse a configuration that is code; accept JSON only
                  --json    Print exactly one JSON document on stdout
             --cwd=<DIR>    Work in this directory instead of the current one
             -q, --quiet    No talk on stderr, and no text when all is proved
           -v, --verbose    Show details of what passed as well
                 --debug    Show stack traces and what is being done
              -h, --help    Show this help
           -V, --version    Show the version

      EXAMPLES

        kprovengine rules test
        kprovengine rules test no-print
        kprovengine rules list
      "
    `);
  });

  it("test tries every fixture: exit 0 when each is judged as it says", async () => {
    const { result, text } = await call(command, at(good), ["test"]);
    expect([result.exitCode, text]).toEqual([0, "rules test: passed (1 rule, 3 of 3 fixtures judged as they say)"]);
    expect(result.document).toMatchObject({
      ...{ schema: "kprov.rules-test/v1", passed: true },
      rules: [{ name: "bad", passed: true, fixtures: [{ kind: "passing", number: 1 }, { number: 1 }, { number: 2 }] }],
    });
  });

  it("test says which fixture is judged otherwise, and why: exit 1", async () => {
    const { result, text } = await call(command, at(good, blind, strict), ["test"]);
    expect(result.exitCode).toBe(1);
    expect(text).toMatchInlineSnapshot(`
      "blind  failing fixture 1: the rule finds nothing in it
      blind  failing fixture 2: the rule finds nothing in it
      strict  passing fixture 1: the rule finds fault with it: always
      rules test: failed (3 rules, 6 of 9 fixtures judged as they say)"
    `);
  });

  it("test ends with 3 when a rule could not decide", async () => {
    const { result, text } = await call(command, at(good, broken), ["test"]);
    expect(result.exitCode).toBe(3);
    expect(text).toContain("broken  passing fixture 1: could not decide: it said undefined, expected a list of faults");
  });

  it("takes names, and refuses one that no rule has", async () => {
    expect((await call(command, at(good, blind), ["test", "bad"])).result.exitCode).toBe(0);
    await expect(call(command, at(good, blind), ["test", "blnd"])).rejects.toMatchObject({
      code: "E_USAGE",
      hint: 'did you mean "blind"?',
    });
  });

  it("list says what there is, and asks no rule anything", async () => {
    const { result, text } = await call(command, at(broken), ["list"]);
    expect(result.exitCode).toBe(0);
    expect(text).toMatchInlineSnapshot(`
      "broken  No broken
          judges each file: a, b
          why: W
          fix: F
          may match nothing: none yet
          fixtures: 1 passing, 2 failing"
    `);
    expect(result.document).toMatchObject({
      schema: "kprov.rules/v1",
      rules: [{ name: "broken", passing: 1, failing: 2 }],
    });
  });

  it.each(["test", "list"])("%s of nothing is E_NOTHING, no pass", async (action) => {
    await expect(call(command, at(), [action])).rejects.toMatchObject({ code: "E_NOTHING" });
  });

  it("refuses another action", async () => {
    await expect(call(command, at(good), ["tset"])).rejects.toMatchObject({
      code: "E_USAGE",
      hint: 'did you mean "test"?',
    });
  });

  it("as a process: one JSON document, exit 1", async () => {
    const { status, stdout, stderr } = await program(at(blind), ["rules", "test", "--json"]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ schema: "kprov.rules-test/v1", passed: false });
  });
});
