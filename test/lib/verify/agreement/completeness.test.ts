import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { layout } from "../../../../lib/evidence/index.ts";
import { editDocument, reseal, writeBundle } from "../../../support/bundle.ts";
import { judge, tracedBundle } from "../../../support/file-trace.ts";
import { temporary } from "../../../support/temporary.ts";

describe("completeness", () => {
  const spoiled = async (spoil: (dir: string) => void, from: () => string = tracedBundle) => {
    const dir = from();
    spoil(dir);
    reseal(dir);
    return judge(dir);
  };
  const state = (word: string | undefined) => (dir: string) =>
    editDocument(dir, layout.provenance, (provenance) => {
      const { internalParameters } = provenance.predicate.buildDefinition;
      if (word === undefined) delete internalParameters.kprov_completeness;
      else internalParameters.kprov_completeness = word;
    });
  const plain = (): string => writeBundle(temporary());
  const scan = { files: 1, created: [], changed: [], deleted: [] };
  const withScan = (dir: string) => editDocument(dir, layout.summary, (summary) => Object.assign(summary, { scan }));

  test.each<[string, (dir: string) => void, () => string]>([
    ["a trace that provenance does not know of", state(undefined), tracedBundle],
    ["a trace that provenance calls a scan", state("scanned"), tracedBundle],
    ["a trace that is gone", (dir) => rmSync(join(dir, layout.fileTrace)), tracedBundle],
    ["traced without a trace", state("traced"), plain],
    ["scanned without a scan", state("scanned"), plain],
    ["a scan that provenance does not know of", withScan, plain],
    [
      "an outcome that speaks of a trace where none was made",
      (dir) => {
        const outcome = {
          status: "failed",
          exitCode: 0,
          signal: null,
          findings: [{ code: "INPUT_UNDECLARED", subject: "a" }],
        };
        editDocument(dir, layout.provenance, (provenance) =>
          Object.assign(provenance.predicate.runDetails.kprov_outcome, outcome),
        );
        editDocument(dir, layout.summary, (summary) => Object.assign(summary, { outcome, exitCode: 1 }));
      },
      plain,
    ],
  ])("is refused with %s", async (_name, spoil, from) => {
    const { integrity, said } = await spoiled(spoil, from);
    expect(integrity).toBe("violated");
    expect(said.join("\n")).toMatch(/DOCUMENTS_DISAGREE The (completeness|outcome speaks)/);
  });

  test("scanned and declared are said as they are", async () => {
    const both = (dir: string): void => {
      state("scanned")(dir);
      withScan(dir);
    };
    const scanned = await spoiled(both, plain);
    expect(scanned).toEqual({ integrity: "proved", completeness: "scanned", said: [] });
    expect((await judge(plain())).completeness).toBe("declared");
  });
});
