import { expect, test } from "vitest";
import { coverageOf, type Tally } from "../../../../lib/guard/forbidden/coverage.ts";

const none: Tally = { paths: 0, files: 0, links: 0, declared: 0, pointers: 0 };

const shown = (tally: Partial<Tally>, unreadable: { files?: number; links?: number } = {}): string[] =>
  coverageOf({ ...none, ...tally }, { files: 0, links: 0, ...unreadable }).map(
    ({ unit, considered, examined, skipped }) => `${unit} ${examined}/${considered} ${JSON.stringify(skipped)}`,
  );

test.each<[string, Partial<Tally>, { files?: number; links?: number }, string[]]>([
  ["nothing", {}, {}, ["path names 0/0 {}"]],
  ["links alone", { paths: 2, links: 2 }, {}, ["path names 2/2 {}", "symbolic link targets 2/2 {}"]],
  ["the declaring file alone", { paths: 1, files: 1, declared: 1 }, {}, ["path names 1/1 {}"]],
  [
    "what was not examined",
    { paths: 9, files: 7, links: 2, declared: 1, pointers: 2 },
    { files: 3, links: 1 },
    [
      "path names 9/9 {}",
      'file contents 1/7 {"declares the tokens":1,"git-lfs pointer":2,"unreadable":3}',
      'symbolic link targets 1/2 {"unreadable":1}',
    ],
  ],
  [
    "a pointer that an earlier run counted, and that can't be read now",
    { paths: 1, files: 1, pointers: 1 },
    { files: 1 },
    ["path names 1/1 {}", 'file contents 0/1 {"git-lfs pointer":1,"unreadable":1}'],
  ],
])("coverageOf tells %s", (_, tally, unreadable, expected) => {
  expect(shown(tally, unreadable)).toEqual(expected);
});

test("coverageOf tells the units of one list from those of another", () => {
  const units = coverageOf({ ...none, paths: 2, files: 1, links: 1 }, { files: 0, links: 0 }, " (private list)");
  expect(units.map(({ unit }) => unit)).toEqual([
    "path names (private list)",
    "file contents (private list)",
    "symbolic link targets (private list)",
  ]);
});
