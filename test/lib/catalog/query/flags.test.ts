import { expect, test } from "vitest";
import { assertRunsOnly } from "../../../../lib/catalog/query/filter.ts";
import { filterArgs, filterOf } from "../../../../lib/catalog/query/flags.ts";
import { parseFilter } from "../../../../lib/catalog/query/parse.ts";
import { parseFlags } from "../../../../lib/flags.ts";

const options = { now: Date.UTC(2026, 2, 1), isLocal: false };

test.each([
  [["--tag", "owner=ann", "--tag", "gpu"], "tag:owner=ann tag:gpu"],
  [["--since", "2026-01", "--before", "today", "--until", "7d"], "since:2026-01 until:7d before:today"],
  [["--step", "train*", "--outcome", "failed"], "step:train* outcome:failed"],
  [["--tool", "python>=3.12", "--distribution", "numpy~=2.1"], "tool:python>=3.12 distribution:numpy~=2.1"],
  [["--digest", "sha256:AB12", "--commit", "abcd"], "commit:abcd digest:ab12"],
  [["--refused", "--project", "p"], "is:refused project:p"],
])("filterOf reads %j as %s", (argv, text) => {
  expect(filterOf(parseFlags(argv, filterArgs), [], options)).toEqual(parseFilter([text], options));
});

test("filterOf takes a flag's value whole, quotes and blanks included", () => {
  const { conditions } = filterOf({ tag: ['owner=Ann "Lee"'] }, ["step:x"], options);
  expect(conditions).toMatchObject([{ key: { text: "owner" }, value: { text: 'Ann "Lee"' } }, { field: "step" }]);
});

test("assertRunsOnly sends a question about refused bundles to the list", () => {
  expect(() => assertRunsOnly(parseFilter(["is:refused"], options), "catalog stats")).toThrow("catalog stats");
  expect(assertRunsOnly(parseFilter(["step:x"], options), "catalog stats")).toBeUndefined();
});
