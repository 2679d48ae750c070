import { expect, test } from "vitest";
import { openPackage } from "../../../../lib/guard/package/open.ts";
import { wheel } from "../../../support/zip.ts";
import { info, judge, metadata, sdist } from "./support.ts";

const name = "claims-etl";
const listed = info.replace("METADATA", "entry_points.txt");
const installing = (text: string) =>
  openPackage("claims_etl-1.0.0-py3-none-any.whl", wheel({ [info]: metadata(), [listed]: text }));
const wrong = (line: number, found: string) => `ENTRY_POINT_MISMATCH ${listed}:${line}:1 ${found}`;

test.each<[string, string[], string[]]>([
  ["[console_scripts]\nclaims-etl = a:b\n", [], []],
  ["[console_scripts]\nother = a:b\nclaims-etl-server=a:b\n", [], []],
  ["[console_scripts]\nother = a:b\n", [], [wrong(2, '"other"')]],
  ["[console_scripts]\r\nother = a:b\r\nmore = a:b\r\n", [], [wrong(2, '"other", "more"')]],
  ["[console_scripts]\nother = a:b\n", ["other"], []],
  ["[console_scripts]\nother = a:b\n", ["more"], [wrong(2, '"other"')]],
  ["[gui_scripts]\nother = a:b\n[console_scripts]\nclaims-etl = a:b\n", [], [wrong(2, '"other"')]],
  ["[pytest11]\nother = a\n[console_scripts]\n# x = y\n; x = y\n", [], []],
  ["[pytest11]\nx = a [console_scripts]\nother = a:b\n", [], []],
  ["other = a:b\n", [], []],
  ["", [], []],
])("%j with %j", async (text, commands, found) => {
  const findings = await judge(installing(text), { name, commands });
  expect(findings.map(({ code, path, line, column, actual }) => `${code} ${path}:${line}:${column} ${actual}`)).toEqual(
    found,
  );
});

test("stand in one file alone", async () => {
  const text = "[console_scripts]\nother = a:b\n";
  const others = ["claims_etl/entry_points.txt", `x/${listed}`, `${listed}.bak`];
  const files = Object.fromEntries(others.map((path) => [path, text]));
  const found = openPackage("claims_etl-1.0.0-py3-none-any.whl", wheel({ [info]: metadata(), ...files }));
  expect(await judge(found, { name })).toEqual([]);
});

test("are those of a wheel, and asked for where the project has a name", async () => {
  const text = "[console_scripts]\nother = a:b\n";
  expect(await judge(sdist({ [listed]: text }), { name })).toEqual([]);
  const codes = (await judge(installing(text), { repository: "https://github.com/acme/claims-etl" })).map(
    ({ code }) => code,
  );
  expect(codes).not.toContain("ENTRY_POINT_MISMATCH");
});
