import { describe, expect, it } from "vitest";
import type { Package } from "../../../../lib/guard/package/open.ts";
import { aWheel, type Identity, info, judge, metadata, npm, sdist, url } from "./support.ts";

describe("judgePackageIdentity, of what a Python package says", () => {
  const name = "claims-etl";
  const told = async (found: Package, identity: Identity) =>
    (await judge(found, identity)).map(
      ({ code, path, line, column, actual }) => `${code} ${path}:${line}:${column} ${actual}`,
    );

  it.each<[string, Package, string[]]>([
    [
      "another name",
      aWheel(metadata("", ["other", "1.0.0"]), "other-1.0.0-py3-none-any.whl"),
      [`NAME_MISMATCH ${info}:2:7 "other"`],
    ],
    ["a name that is written otherwise", aWheel(metadata("", ["Claims.ETL", "1.0.0"])), []],
    [
      "a version that is written otherwise",
      aWheel(metadata("", [name, "1.0.0+Local-1"]), "claims_etl-1.0.0+local.1-py3-none-any.whl"),
      [],
    ],
    ["the number of a build", aWheel(metadata(), "claims_etl-1.0.0-2-py3-none-any.whl"), []],
    [
      "a version that begins with a letter",
      aWheel(metadata("", [name, "v1.0.0"]), "claims_etl-v1.0.0-py3-none-any.whl"),
      [],
    ],
    ["a name in capitals", aWheel(metadata(), "CLAIMS_ETL-1.0.0-PY3-NONE-ANY.WHL"), []],
    [
      "a name with a number",
      aWheel(metadata("", ["claims-etl", "1.0.0"]), "claims_etl-2-1.0.0-py3-none-any.whl"),
      [`NAME_MISMATCH ${info}:2:7 "claims_etl-2-1.0.0-py3-none-any.whl"`],
    ],
    ["an ending within the name", aWheel(metadata("", [name, "1.whl"]), "claims_etl-1.whl-py3-none-any.whl"), []],
    [
      "another version in the file's name",
      aWheel(metadata(), "claims_etl-1.0.1-py3-none-any.whl"),
      [`NAME_MISMATCH ${info}:2:7 "claims_etl-1.0.1-py3-none-any.whl"`],
    ],
    [
      "no version in the file's name",
      aWheel(metadata(), "claims_etl.whl"),
      [`NAME_MISMATCH ${info}:2:7 "claims_etl.whl"`],
    ],
    [
      "no version in it",
      aWheel("Name: claims-etl\n"),
      [`NAME_MISMATCH ${info}:2:7 "claims_etl-1.0.0-py3-none-any.whl"`.replace("2:7", "1:7")],
    ],
    [
      "another name in the file's name",
      aWheel(metadata(), "claims-1.0.0-py3-none-any.whl"),
      [`NAME_MISMATCH ${info}:2:7 "claims-1.0.0-py3-none-any.whl"`],
    ],
    ["no name", aWheel("Name:\nVersion: 1.0.0\n"), [`SOURCE_MALFORMED ${info}:undefined:undefined undefined`]],
    ["no field of the name", aWheel("Version: 1.0.0\n"), [`SOURCE_MALFORMED ${info}:undefined:undefined undefined`]],
    ["two names", aWheel(metadata("Name: claims-etl\n")), [`SOURCE_MALFORMED ${info}:undefined:undefined undefined`]],
  ])("judges %s", async (_, found, expected) => {
    const findings = await told(found, { name });
    expect(findings.filter((one) => !one.startsWith("NOTHING_EXAMINED"))).toEqual(expected);
  });

  it.each<[string, string, string[]]>([
    ["the repository", `Project-URL: Repository, ${url}\n`, []],
    [
      "another repository",
      "Project-URL: Source ,  https://github.com/other/x \n",
      [`URL_MISMATCH ${info}:4:24 "https://github.com/other/x"`],
    ],
    ["a page elsewhere", "Project-URL: Docs, https://claims.example\n", []],
    [
      "an old place of the repository",
      "Project-URL: Docs, https://github.com/old/claims-etl\n",
      [`URL_MISMATCH ${info}:4:20 "https://github.com/old/claims-etl"`],
    ],
    [
      "an old place as the home page",
      "Home-page: https://github.com/old/claims-etl\n",
      [`URL_MISMATCH ${info}:4:12 "https://github.com/old/claims-etl"`],
    ],
    ["a home page in a form of old", "Home-page: UNKNOWN\n", []],
    ["no home page", "Home-page:\nProject-URL:\n", []],
    ["a field that is no URL", "Author: https://github.com/old/claims-etl\n", []],
    ["a URL without its label", "Project-URL: https://github.com/other/x\n", []],
  ])("judges %s", async (_, more, expected) => {
    expect(await told(aWheel(metadata(more)), { name, repository: url })).toEqual(expected);
  });

  it("says in which field a URL stands", async () => {
    const fields = "Home-page: https://github.com/old/claims-etl\nProject-URL: Source  ,https://github.com/other/x\n";
    const findings = await judge(aWheel(metadata(fields)), { name, repository: url });
    expect(findings.map(({ message }) => message.replace(/^\S+ /, ""))).toEqual([
      expect.stringMatching(/^Home-page \S/),
      expect.stringMatching(/^Project-URL Source \S/),
    ]);
    expect(findings.map(({ line, column }) => [line, column])).toEqual([
      [4, 12],
      [5, 23],
    ]);
  });

  it("has nothing to hold a URL against without a repository", async () => {
    expect(await told(aWheel(metadata("Home-page: https://github.com/old/claims-etl\n")), { name })).toEqual([]);
  });

  it("names the places of all that is wrong, each with its own fingerprint", async () => {
    const findings = await judge(aWheel(metadata(), "other-2.whl"), { name });
    expect(findings).toMatchObject([
      {
        ...{
          code: "NAME_MISMATCH",
          level: "violation",
          message: expect.stringContaining("The file is called otherwise than what is in it"),
        },
        ...{ expected: '"claims-etl" 1.0.0', actual: '"other-2.whl"', fix: "build it again, and do not rename it" },
      },
    ]);
    const [again] = await judge(aWheel(metadata(), "other-3.whl"), { name });
    expect(again?.fingerprint).not.toBe(findings[0]?.fingerprint);
  });

  it.each<[string, string, boolean]>([
    ["as the specification has it", "claims_etl-1.0.0", true],
    ["as older tools have it", "claims-etl-1.0.0", true],
    ["in capitals", "Claims.ETL-1.0.0", true],
    ["with several signs", "claims-_etl-1.0.0", true],
    ["of another version", "claims_etl-1.0.1", false],
    ["of another name", "other-1.0.0", false],
  ])("judges the directory that holds everything: %s", async (_, top, isRight) => {
    const findings = await judge(sdist({}, { top }), {});
    expect(findings.filter(({ code }) => code === "NAME_MISMATCH")).toMatchObject(
      isRight
        ? []
        : [
            {
              ...{ path: "PKG-INFO", line: 2, column: 7, expected: '"claims-etl-1.0.0"', actual: `"${top}"` },
              ...{ message: expect.stringContaining("is called otherwise than what is in it") },
            },
          ],
    );
  });

  it("takes no letter of a directory's name for two others", async () => {
    const found = sdist(
      { "PKG-INFO": metadata("", ["stra\u00dfe", "1"]) },
      { name: "stra\u00dfe-1.tgz", top: "strasse-1" },
    );
    expect((await judge(found, {})).map(({ code, actual }) => `${code} ${actual}`)).toContain(
      'NAME_MISMATCH "strasse-1"',
    );
  });

  it.each<[string, Package, Identity, boolean]>([
    ["a name", aWheel(), { name }, true],
    ["nothing", aWheel(), {}, false],
    ["a repository, and the package names none", aWheel(), { repository: url }, false],
    [
      "a repository, and the package names a page elsewhere",
      aWheel(metadata("Home-page: https://claims.example\n")),
      { repository: url },
      false,
    ],
    [
      "a repository, and the package names it",
      aWheel(metadata(`Project-URL: Repository, ${url}\n`)),
      { repository: url },
      true,
    ],
    ["a name, and the package has none", aWheel("Version: 1\n"), { name }, false],
    ["nothing about a source distribution", sdist(), {}, false],
    ["nothing about an npm package", npm(), {}, false],
  ])("says whether anything could be compared: %s", async (_, found, identity, isCompared) => {
    const findings = await judge(found, identity);
    expect(findings.filter(({ code }) => code === "NOTHING_EXAMINED")).toMatchObject(
      isCompared ? [] : [{ level: "undecided", fix: "write identity.name or identity.forbidden into kprov.config.*" }],
    );
  });
});
