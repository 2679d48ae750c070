import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planFixes } from "../../../../lib/guard/fix/plan.ts";
import type { Finding } from "../../../../lib/report.ts";
import { nameMismatch as finding, manifest } from "../../../support/fix.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";

let fixture: TestRepo;
beforeEach(() => {
  fixture = repo({ "pyproject.toml": manifest });
});
afterEach(() => fixture.dispose());

const plan = (...findings: Finding[]) => planFixes({ findings }, fixture.dir);

describe("planFixes, where other files go by what it changes,", () => {
  const elsewhere: [string, Record<string, string>, Finding][] = [
    ["a lock file that does not say the name", { "poetry.lock": "x\n" }, finding],
    ["a range without a lock file", {}, { ...finding, code: "RUNTIME_MISMATCH" }],
    [
      "a range beside a lock file of another language",
      { "uv.lock": "x\n", "package.json": '{"engines": {"node": "old"}}' },
      { ...finding, code: "RUNTIME_MISMATCH", path: "package.json", line: 1, column: 22 },
    ],
    [
      "an address that another manifest has as well",
      { "b/pyproject.toml": manifest },
      { ...finding, code: "URL_MISMATCH" },
    ],
  ];
  it.each(elsewhere)("mends %s", async (_, files, one) => {
    fixture.commit(files);
    expect(await plan(one)).toMatchObject({ changes: [{ path: one.path }], refused: [] });
  });

  it("refuses all of a file when one range of it is held by a lock file", async () => {
    fixture.commit({ "uv.lock": "x\n" });
    const range: Finding = { ...finding, code: "RUNTIME_MISMATCH", edit: { from: "ld", to: "x" } };
    expect((await plan(finding, range)).refused).toMatchObject([{ why: expect.stringContaining("uv.lock") }]);
  });
});
