import { describe, expect, test } from "vitest";
import { type FlagDefs, listOf, parseFlags } from "../../lib/flags.ts";

const defs = {
  files: { type: "positional", multiple: true, required: false, description: "" },
  step: { type: "string", description: "" },
  input: { type: "string", multiple: true, description: "" },
  json: { type: "boolean", alias: "j", description: "" },
  evidence: { type: "boolean", default: true, description: "" },
  pipeline: { type: "enum", options: ["text", "none"], description: "" },
  "--": { type: "positional", required: false, description: "" },
} as const;
const { "--": _, ...withoutRest } = defs;

describe("parseFlags", () => {
  test("reads flags, values, lists and positionals, and leaves everything after -- alone", () => {
    const values = parseFlags(
      ["a", "--step=x=y", "--input", "1", "-j", "--input=--2", "b", "--", "cmd", "--json", "--", "--step"],
      defs,
    );
    expect(values).toEqual({
      files: ["a", "b"],
      step: "x=y",
      input: ["1", "--2"],
      json: true,
      evidence: true,
      "--": ["cmd", "--json", "--", "--step"],
    });
    expect(listOf(values, "input")).toEqual(["1", "--2"]);
    expect(listOf(values, "missing")).toEqual([]);
  });

  test("a boolean that is on by default is switched off by --no- only", () => {
    expect(parseFlags(["--no-evidence"], defs)["evidence"]).toBe(false);
    expect(() => parseFlags(["--evidence"], defs)).toThrow(/Unknown flag "--evidence", did you mean "--no-evidence"\?/);
  });

  test.each([
    [["--stpe", "x"], 'Unknown flag "--stpe", did you mean "--step"?'],
    [["-z"], 'Unknown flag "-z"'],
    [["-jj"], 'Unknown flag "-jj": short flags stand alone, write -j -j'],
    [["-jz"], 'Unknown flag "-jz"'],
    [["-step", "x"], 'Unknown flag "-step", did you mean "--step"?'],
    [["--step", "a", "--step", "b"], '"--step" is given twice'],
    [["--json", "--json"], '"--json" is given twice'],
    [["--step"], '"--step" needs a value'],
    [["--step", "--json"], '"--step" needs a value, found "--json"; write --step=--json if it is meant'],
    [["--step="], '"--step" needs a value, found an empty one'],
    [["--json=true"], '"--json" takes no value, found "true"'],
    [["--pipeline", "txet"], '"--pipeline" takes one of text, none, found "txet", did you mean "text"?'],
  ])("%j is an error", (argv, message) => {
    expect(() => parseFlags(argv, defs)).toThrow(expect.objectContaining({ code: "E_USAGE", message }));
  });

  test("takes a word with a dash before it only where the command negates fields or words, and no flag is near", () => {
    const asking = (negates: "field" | "word") =>
      ({ ...withoutRest, files: { type: "positional", multiple: true, negates } }) as const;
    for (const negates of ["field", "word"] as const)
      expect(parseFlags(["-outcome:succeeded", "-j", "-tag:a=b c"], asking(negates))).toMatchObject({
        files: ["-outcome:succeeded", "-tag:a=b c"],
        json: true,
      });
    expect(parseFlags(["row", "-draft", "-größe"], asking("word"))["files"]).toEqual(["row", "-draft", "-größe"]);
    const refused: [readonly string[], FlagDefs][] = [
      [["-outcome:succeeded"], withoutRest],
      [["-draft"], asking("field")],
      [["--outcome:succeeded"], asking("word")],
      [["-outcome:"], asking("field")],
      [["-z"], asking("word")],
      [["-step", "x"], asking("word")],
      [["-jj"], asking("word")],
    ];
    for (const [argv, own] of refused) expect(() => parseFlags(argv, own), argv[0]).toThrow(/Unknown flag/);
    expect(() => parseFlags(["--step", "-outcome:x"], asking("field"))).toThrow('"--step" needs a value');
  });

  test("-- is an error for a command that runs no other", () => {
    expect(() => parseFlags(["--", "x"], withoutRest)).toThrow(/"--" is not expected here/);
  });

  test("superfluous and missing positionals are errors", () => {
    const one = { code: { type: "positional", required: true, valueHint: "CODE" } } as const;
    expect(() => parseFlags([], one)).toThrow("Missing the argument CODE");
    expect(() => parseFlags(["a", "b"], one)).toThrow('Unexpected argument "b"');
    expect(parseFlags(["-"], one)).toEqual({ code: "-" });
  });
});
