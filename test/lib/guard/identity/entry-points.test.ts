import { describe, expect, it } from "vitest";
import { judgeEntryPointNames, judgeReference } from "../../../../lib/guard/identity/entry-points.ts";

const at = (value: string) => ({ value, path: "pyproject.toml", line: 9, column: 1 });
const names = (...commands: string[]) =>
  judgeEntryPointNames(
    { key: "[project.scripts]", entryPoints: commands.map((name) => ({ name: at(name) })) },
    "claims-etl",
  );
const reference = (value: string, ...tracked: string[]) =>
  judgeReference({ name: at("claims"), reference: at(value) }, tracked);

describe("judgeEntryPointNames", () => {
  it("wants one command among all that carries the name", () => {
    expect(names()).toBeUndefined();
    expect(names("claims_etl")).toBeUndefined();
    expect(names("other", "Claims-ETL")).toBeUndefined();
    expect(names("claims-etl-server")).toBeUndefined();
    expect(names("claims--etl")).toBeUndefined();
    expect(names("other", "claims")).toMatchObject({ code: "ENTRY_POINT_MISMATCH", actual: '"other", "claims"' });
    expect(names("myclaims-etl")).toMatchObject({ code: "ENTRY_POINT_MISMATCH" });
    expect(names("a")?.fingerprint).not.toBe(names("b")?.fingerprint);
    const street = { key: "bin", entryPoints: [{ name: at("strasse") }] };
    expect(judgeEntryPointNames(street, "straße")).toMatchObject({ code: "ENTRY_POINT_MISMATCH" });
  });
});

describe("judgeReference", () => {
  it.each([
    ["claims.main:run", "src/claims/main.py"],
    ["claims.main:run", "claims/main.py"],
    ["claims:run", "python/claims/__init__.py"],
    ["claims.fast:Class.run [extra]", "claims/fast.pyx"],
    ["main:run", "main.py"],
    ["claims2.v3:run4", "claims2/v3.py"],
    [" claims.main : run [extra] ", "claims/main.py"],
  ])("finds %s in %s", (value, path) => {
    expect(reference(value, path)).toBeUndefined();
  });

  it.each([
    ["claims.main:run", "src/claims/mains.py"],
    ["claims.main:run", "xclaims/main.py"],
    ["claims.main:run", "claims/main.txt"],
    ["claims", "claims.py"],
    ["claims:", "claims.py"],
    ["claims:run()", "claims.py"],
    ["cl-aims:run", "cl-aims.py"],
    ["claims.ma-in:run", "claims/ma-in.py"],
    ["claims:ru-n", "claims.py"],
    ["../claims:run", "claims.py"],
    ["", "claims.py"],
  ])("reports ENTRY_POINT_MISMATCH for %s with only %s", (value, path) => {
    expect(reference(value, path)).toMatchObject({ code: "ENTRY_POINT_MISMATCH", path: "pyproject.toml" });
  });

  it("has nothing to say about a command that starts a file", () => {
    expect(judgeReference({ name: at("x") }, [])).toBeUndefined();
  });
});
