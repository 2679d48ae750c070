import { describe, expect, it } from "vitest";
import { type Ecosystem, judgeName, judgeTitle } from "../../../../lib/guard/identity/names.ts";

const at = (value: string) => ({ value, path: "manifest", line: 2, column: 8 });
const judge = (ecosystem: Ecosystem, found: string, expected: string) =>
  judgeName({ ecosystem, key: "name", name: at(found) }, expected);

describe("judgeName", () => {
  it.each<[Ecosystem, string, string]>([
    ["Python", "Claims.ETL", "claims-etl"],
    ["Python", "claims__-_etl", "Claims_Etl"],
    ["npm", "claims-etl", "claims-etl"],
    ["npm", "@acme/claims-etl", "claims-etl"],
    ["npm", "@acme/claims-etl", "@acme/claims-etl"],
    ["Python", "claims-etl", "@acme/claims-etl"],
    ["Cargo", "claims_etl", "claims-etl"],
    ["Go", "github.com/acme/claims-etl", "claims-etl"],
    ["Go", "github.com/acme/claims-etl/v2", "claims-etl"],
    ["Go", "github.com/acme/claims-etl/v12", "claims-etl"],
    ["Go", "github.com/acme/claims-etl/v100", "claims-etl"],
    ["Go", "gopkg.in/yaml.v3", "yaml"],
    ["Go", "gopkg.in/yaml.v12", "yaml"],
    ["Go", "claims-etl", "claims-etl"],
  ])("%s takes %s for %s", (ecosystem, found, expected) => {
    expect(judge(ecosystem, found, expected)).toBeUndefined();
  });

  it.each<[Ecosystem, string, string]>([
    ["Python", "claimsetl", "claims-etl"],
    ["Python", "", "claims-etl"],
    ["npm", "claims_etl", "claims-etl"],
    ["npm", "Claims-ETL", "claims-etl"],
    ["npm", "@other/claims-etl", "@acme/claims-etl"],
    ["npm", "claims-etl", "@acme/claims-etl"],
    ["npm", "claims@acme/-etl", "claims-etl"],
    ["Python", "straße", "strasse"],
    ["Cargo", "straße", "strasse"],
    ["Cargo", "claims.etl", "claims-etl"],
    ["Go", "github.com/acme/claims-/v2etl", "claims-etl"],
    ["Go", "gopkg.in/ya.v3ml", "yaml"],
    ["Go", "github.com/acme/claims-etl/v1", "claims-etl"],
    ["Go", "github.com/acme/Claims-ETL", "claims-etl"],
    ["Go", "github.com/acme/claims-etl/cmd", "claims-etl"],
  ])("%s reports NAME_MISMATCH for %j where %s is expected", (ecosystem, found, expected) => {
    expect(judge(ecosystem, found, expected)).toMatchObject({ code: "NAME_MISMATCH", level: "violation" });
  });

  it("says where, what was wanted and found, and states the scope that it left out", () => {
    expect(judge("npm", "@acme/other", "claims-etl")).toEqual({
      edit: { from: "@acme/other", to: "@acme/claims-etl" },
      code: "NAME_MISMATCH",
      level: "violation",
      path: "manifest",
      line: 2,
      column: 8,
      fingerprint: "61d23a149b625b22b0f1b1aef046f52c",
      message: 'manifest:2:8: name, without its scope "@acme", is not the project\'s name by the rules of npm',
      expected: '"@acme/claims-etl"',
      actual: '"@acme/other"',
      fix: 'write "@acme/claims-etl" there, or correct identity.name',
    });
    expect(judge("Go", "github.com/acme/other/v2", "claims-etl")?.fix).toContain('"github.com/acme/claims-etl/v2"');
    expect(judge("Python", "acme/other", "@acme/claims-etl")).toMatchObject({
      message: "manifest:2:8: name is not the project's name by the rules of Python",
      expected: '"@acme/claims-etl"',
      edit: { from: "acme/other", to: "claims-etl" },
    });
  });

  it.each<[Ecosystem, string, string]>([
    ["npm", "other", "claims-etl"],
    ["npm", "x@acme/other", "claims-etl"],
    ["npm", "@acme/other", "@acme/claims-etl"],
    ["Python", "@acme/other", "claims-etl"],
  ])("%s leaves no scope of %s out where %s is expected", (ecosystem, found, expected) => {
    expect(judge(ecosystem, found, expected)?.message).toMatch(/^manifest:2:8: name is not/);
  });

  it("changes a whole scoped name, and no name that code refers to", () => {
    expect(judge("npm", "@other/x", "@acme/claims-etl")?.edit).toEqual({ from: "@other/x", to: "@acme/claims-etl" });
    for (const ecosystem of ["Cargo", "Go"] as const)
      expect(judge(ecosystem, "other", "claims-etl"), ecosystem).not.toHaveProperty("edit");
  });
});

describe("judgeTitle", () => {
  it("wants one of the names in it, as whole words in any case", () => {
    expect(judgeTitle(at("Claims-ETL: a pipeline"), ["claims_etl"])).toBeUndefined();
    expect(judgeTitle(at("The Claims Engine"), ["x", "Claims Engine"])).toBeUndefined();
    expect(judgeTitle(at("Claims -- ETL"), ["claims-etl"])).toBeUndefined();
    expect(judgeTitle(at("The Claims Engine for all"), ["Claims Engine™"])).toBeUndefined();
    expect(judgeTitle(at("Straße"), ["strasse"])).toBeDefined();
    expect(judgeTitle(at("Claimset L"), ["claims-etl", "Claims ETL"])).toMatchObject({
      code: "NAME_MISMATCH",
      path: "manifest",
      expected: '"claims-etl" or "Claims ETL"',
    });
  });
});
