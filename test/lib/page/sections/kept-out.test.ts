import { describe, expect, test } from "vitest";
import { createFileTrace } from "../../../../lib/evidence/index.ts";
import { formatFileTrace } from "../../../../lib/page/sections/file-trace.ts";
import { formatKeptOut } from "../../../../lib/page/sections/kept-out.ts";
import { place, viewOf, withSummary, words } from "../../../support/page.ts";

describe("completeness", () => {
  test("says what was declared, redacted and withheld", async () => {
    const { details } = await viewOf({ withheld: [{ path: "outputs/x", secrets: ["DB_PASSWORD"] }], incomplete: true });
    const said = words(formatKeptOut(withSummary(details, { redactions: [{ name: "TOKEN", count: 1200 }] }), place));
    expect(said).toMatch(
      /incomplete, by its own word .*Inputs are declared .*1,200 times .*1 member .*TOKEN 1200 .*outputs\/x DB_PASSWORD/,
    );
  });

  test("says what a traced run opened, and nothing of one that was not", async () => {
    const { details } = await viewOf();
    expect(formatFileTrace(details, place)).toBeNull();
    const fileTrace = createFileTrace({
      ...{
        subjects: [],
        trustMode: "workstation",
        runId: "r",
        started: "2026-02-15T20:13:00.000Z",
        finished: "2026-02-15T20:13:01.000Z",
      },
      ...{
        version: "6.1",
        calls: [],
        programs: ["/usr/bin/python3"],
        failed: [],
        elsewhere: [],
        limits: ["unresolved"],
      },
      files: [{ name: "secret.csv", digest: { sha256: "0".repeat(64) }, annotations: { kprov_access: ["read"] } }],
      ...{ readNotDeclared: ["secret.csv"], declaredNotRead: [], writtenNotDeclared: [] },
    });
    const said = words(formatFileTrace({ ...details, fileTrace }, place));
    expect(said).toMatch(
      /Read and not declared \? 1 file Declared and not read ✓ none .*strace 6\.1 May be unseen unresolved/,
    );
    expect(said).toContain(`secret.csv read ${"0".repeat(64)}`);
    const scan = { files: 3, created: ["new.txt"], changed: [], deleted: [] };
    expect(words(formatFileTrace(withSummary(details, { scan }), place))).toMatch(
      /3 files of the work tree were compared .*Created \? 1 file .*new\.txt/,
    );
  });
});
