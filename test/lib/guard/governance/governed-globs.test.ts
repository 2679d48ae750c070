import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  baseFiles,
  check,
  configFile,
  configure,
  governed,
  readRecord,
  said,
  scopeFile,
  update,
} from "../../../support/governance.ts";
import { repo } from "../../../support/repo.ts";

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

  test.each<[string, string[]]>([
    ["", []],
    ["{", []],
    ["{}", []],
    [receipt("../x"), []],
    [receipt(7), []],
    [receipt(["docs/governance"]), []],
    [receipt("other"), ["GOVERNANCE_GLOB_UNUSED"]],
  ])("a receipt of %j loosens", async (text, doubts) => {
    using fixture = await governed(adopted());
    fixture.write({ ".kprov/adopted.json": text });
    expect(said(await check(fixture.dir))).toEqual([...doubts, `GOVERNANCE_LOOSENED ${page}`]);
  });

  test("a receipt that git does not track, or that is a link, names none", async () => {
    using fixture = await governed(adopted());
    fixture.git("rm", "--quiet", "--cached", ".kprov/adopted.json");
    expect(said(await check(fixture.dir))).toEqual([`GOVERNANCE_LOOSENED ${page}`]);
    rmSync(join(fixture.dir, ".kprov/adopted.json"));
    fixture.commit({ "receipt.json": receipt("docs/governance"), ".kprov/adopted.json": { link: "../receipt.json" } });
    expect(said(await check(fixture.dir))).toEqual([`GOVERNANCE_LOOSENED ${page}`]);
  });

  test("below the top, the receipt beside the configuration counts, and no other", async () => {
    const files = Object.entries({ ...baseFiles, ...adopted() }).map(([path, file]) => [`sub/${path}`, file]);
    using fixture = repo({ ...Object.fromEntries(files), ".kprov/adopted.json": receipt("elsewhere") });
    const dir = join(fixture.dir, "sub");
    await update(dir);
    fixture.git("add", "--all", "--force");
    expect(Object.keys(readRecord(dir).surfaces.documents)).toEqual([scopeFile, page]);
    fixture.write({ [`sub/${page}`]: "# Other\n" });
    expect(said(await check(dir))).toEqual([`GOVERNANCE_CHANGED sub/${page}`]);
  });

  test("that are all gone are a doubt, beside what loosened", async () => {
    using fixture = await governed(adopted());
    fixture.git("rm", "--quiet", "--cached", page);
    const report = await check(fixture.dir);
    expect(said(report)).toEqual(["GOVERNANCE_GLOB_UNUSED", `GOVERNANCE_LOOSENED ${page}`]);
    expect(report.findings[0]).toMatchObject({
      level: "undecided",
      message: 'The documents "docs/governance/**" of .kprov/adopted.json are governed, and git tracks none of them',
      fix: "git add them, or say in governance.documents where they are",
    });
  });

  test("a glob of files is said to be one of files, although the documents have the same", async () => {
    using fixture = repo({ ...baseFiles, ...adopted() });
    fixture.git("rm", "--quiet", "--cached", page);
    configure(fixture, { governance: { files: ["docs/governance/**"] } });
    const { findings } = await check(fixture.dir);
    expect(findings.map(({ message }) => message)).toEqual([
      'The documents "docs/governance/**" of .kprov/adopted.json are governed, and git tracks none of them',
      'The glob "docs/governance/**" of governance.files matches no tracked file',
      "There is no record of governance",
    ]);
  });

  test("a list in the configuration means itself, and has loosened what it leaves out", async () => {
    using fixture = await governed(adopted());
    configure(fixture, { governance: { documents: [".kprov/governance/*"] } });
    expect(said(await check(fixture.dir))).toEqual([
      `GOVERNANCE_LOOSENED ${page}`,
      `GOVERNANCE_CHANGED ${configFile}`,
      `GOVERNANCE_LOOSENED ${configFile}`,
    ]);
  });

  test.each([".kprov/governance", "a*b", "../docs"])("a receipt that says %j adds nothing", async (directory) => {
    using fixture = await governed(adopted(directory));
    expect(Object.keys(readRecord(fixture.dir).surfaces.documents)).toEqual([scopeFile]);
    expect(said(await check(fixture.dir))).toEqual([]);
  });
});
