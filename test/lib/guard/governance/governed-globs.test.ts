import { describe, expect, test } from "vitest";
import {
  check,
  configFile,
  configure,
  governed,
  readRecord,
  said,
  scopeFile,
  update,
} from "../../../support/governance.ts";

const receipt = (governance: unknown) => JSON.stringify({ schema: "kprov.adopted/v1", answers: { governance } });
const page = "docs/governance/scope.md";
const adopted = (governance: unknown = "docs/governance") => ({
  ".kprov/adopted.json": receipt(governance),
  [page]: "# Scope\n",
});

describe("documents that init wrote elsewhere", () => {
  test("are governed as those of the built-in glob", async () => {
    using fixture = await governed(adopted());
    expect(Object.keys(readRecord(fixture.dir).surfaces.documents)).toEqual([scopeFile, page]);
    fixture.write({ [page]: "# Other\n" });
    expect(said(await check(fixture.dir))).toEqual([`GOVERNANCE_CHANGED ${page}`]);
    fixture.write({ "docs/governance/new.md": "# New\n" });
    expect(await update(fixture.dir)).toMatchObject({ step: "patch", untracked: ["docs/governance/new.md"] });
  });

  test.each(["", "{", receipt("other"), receipt("../x"), receipt(7)])("a receipt of %j loosens", async (text) => {
    using fixture = await governed(adopted());
    fixture.write({ ".kprov/adopted.json": text });
    expect(said(await check(fixture.dir))).toContain(`GOVERNANCE_LOOSENED ${page}`);
  });

  test("that are all gone are a doubt, beside what loosened", async () => {
    using fixture = await governed(adopted());
    fixture.git("rm", "--quiet", "--cached", page);
    const report = await check(fixture.dir);
    expect(said(report)).toEqual(["GOVERNANCE_GLOB_UNUSED", `GOVERNANCE_LOOSENED ${page}`]);
    expect(report.findings[0]?.message).toContain(".kprov/adopted.json");
  });

  test("a list in the configuration means itself, and has loosened what it leaves out", async () => {
    using fixture = await governed(adopted());
    configure(fixture, { governance: { documents: [".kprov/governance/*"] } });
    const found = said(await check(fixture.dir));
    expect(found).toContain(`GOVERNANCE_LOOSENED ${page}`);
    expect(found).toContain(`GOVERNANCE_LOOSENED ${configFile}`);
  });

  test.each([".kprov/governance", "a*b", "../docs"])("a receipt that says %j adds nothing", async (directory) => {
    using fixture = await governed(adopted(directory));
    expect(Object.keys(readRecord(fixture.dir).surfaces.documents)).toEqual([scopeFile]);
    expect(said(await check(fixture.dir))).toEqual([]);
  });
});
