import { describe, expect, test } from "vitest";
import { directions, resolveConfig } from "../../../../lib/config/index.ts";
import { defaultValues, valuesOf } from "../../../../lib/guard/governance/index.ts";

describe("valuesOf", () => {
  test("has one completed value for each key, in one order; what only editors read is none of them", () => {
    const keys = Object.keys(directions).filter((key) => key !== "$schema");
    expect(Object.keys(defaultValues())).toEqual(keys.sort());
    expect(valuesOf(resolveConfig({ $schema: "s" }), [])).toEqual(defaultValues());
  });

  test("names tokens in the place of what they stand for, none of them in clear", () => {
    const config = resolveConfig({ identity: { forbidden: ["OldName"] } });
    const values = valuesOf(config, ["sha256:1"]);
    expect(values["identity.forbidden"]).toEqual(["sha256:1"]);
    expect(JSON.stringify(values)).not.toContain("OldName");
  });

  test("of a section that is switched off every key is null; of one that is on, all are completed", () => {
    const keys = ["governance.documents", "governance.files", "governance.workflows"];
    const of = (governance?: object) => {
      const values = valuesOf(resolveConfig(governance === undefined ? {} : { governance }), []);
      return keys.map((key) => values[key]);
    };
    expect(of()).toEqual([null, null, null]);
    expect(of({ files: ["a"] })).toEqual([[".kprov/governance/**"], ["a"], expect.arrayContaining([".gitlab-ci.yml"])]);
  });
});
