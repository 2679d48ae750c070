import { describe, expect, test } from "vitest";
import { layout, noOutputs, type Outcome } from "../../../../lib/evidence/index.ts";
import { editDocument, reseal } from "../../../support/bundle.ts";
import { judge, tracedBundle } from "../../../support/file-trace.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test reaches into any document.
type Loose = any;

const filesOf = (document: Loose): Loose[] => document.predicate.monitorLog.fileAccess;

describe("a bundle with a trace of files", () => {
  test("is whole when trace and provenance agree, and says that it is traced", async () => {
    expect(await judge(tracedBundle())).toEqual({ integrity: "proved", completeness: "traced", said: [] });
  });

  test.each<[string, (document: Loose) => void, RegExp]>([
    ["other subjects", (document) => Object.assign(document, { subject: [noOutputs] }), /subjects are not/],
    [
      "another run",
      (document) => {
        document.predicate.monitoredProcess.event = "other";
      },
      /of another run/,
    ],
    [
      "another builder",
      (document) => {
        document.predicate.monitoredProcess.hostID += "x";
      },
      /another builder/,
    ],
    [
      "another build type",
      (document) => {
        document.predicate.monitoredProcess.type += "x";
      },
      /another build type/,
    ],
    [
      "another time",
      (document) => {
        document.predicate.metadata.buildStartedOn = "2026-02-14T00:00:00.000Z";
      },
      /another time/,
    ],
    [
      "an input with another digest",
      (document) => {
        filesOf(document)[0].digest.sha256 = "f".repeat(64);
      },
      /input "in.csv" has another digest/,
    ],
    [
      "an output with another digest",
      (document) => {
        filesOf(document)[1].digest.sha256 = "f".repeat(64);
      },
      /output "out.csv" has another digest/,
    ],
    [
      "an input that is forgotten",
      (document) => {
        filesOf(document).shift();
      },
      /neither read nor not read/,
    ],
    [
      "an input that is forgotten as not read",
      (document) => Object.assign(document.predicate, { kprov_declaredNotRead: [] }),
      /neither read nor not read/,
    ],
    [
      "an input that nobody declared",
      (document) => {
        filesOf(document)[2].annotations.kprov_role = "input";
      },
      /none of provenance.json/,
    ],
    [
      "an undeclared file that is not listed",
      (document) => Object.assign(document.predicate, { kprov_readNotDeclared: [] }),
      /not listed as read and not declared/,
    ],
    [
      "a listed file that was not read",
      (document) => {
        document.predicate.kprov_readNotDeclared.push("zz");
      },
      /is listed as read and not declared/,
    ],
    [
      "a stray file that is not listed",
      (document) => Object.assign(document.predicate, { kprov_writtenNotDeclared: [] }),
      /not listed as written and not declared/,
    ],
  ])("disagrees with %s", async (_name, spoil, message) => {
    const { integrity, said } = await judge(tracedBundle(spoil));
    expect(integrity).toBe("violated");
    expect(said.join("\n")).toMatch(message);
    for (const line of said) expect(line).toMatch(/^DOCUMENTS_DISAGREE /);
  });

  test("knows a commit's files only when provenance names the commit", async () => {
    const spoil = (document: Loose): void => {
      filesOf(document)[2].annotations.kprov_role = "source";
      Object.assign(document.predicate, { kprov_readNotDeclared: [] });
    };
    const dir = tracedBundle(spoil);
    expect((await judge(dir)).said).toEqual([]);
    editDocument(dir, layout.provenance, ({ predicate }) => {
      predicate.buildDefinition.resolvedDependencies.shift();
    });
    reseal(dir);
    expect((await judge(dir)).said.join()).toContain("A file is said to be a commit's");
  });

  test.each<[string, (document: Loose) => void]>([
    ["an unknown field", (document) => Object.assign(document.predicate, { surprise: 1 })],
    ["an unknown limit", (document) => Object.assign(document.predicate, { kprov_limits: ["moon"] })],
    [
      "another tracer",
      (document) => {
        document.predicate.monitor.type = "https://example.com/v1";
      },
    ],
  ])("is malformed with %s", async (_name, spoil) => {
    const { integrity, said } = await judge(tracedBundle(spoil));
    expect(integrity).toBe("violated");
    expect(said.join()).toContain("DOCUMENT_INVALID");
  });

  const failedBy = (...findings: Outcome["findings"]): Outcome => ({
    status: "failed",
    exitCode: 0,
    signal: null,
    findings,
  });

  test("agrees with an outcome that fails for what it lists", async () => {
    const outcome = failedBy(
      { code: "INPUT_UNDECLARED", subject: "secret.csv" },
      { code: "READS_UNSEEN", subject: "outlived" },
    );
    expect((await judge(tracedBundle(undefined, outcome))).said).toEqual([]);
  });

  test.each<[string, Outcome]>([
    ["a file that it does not list", failedBy({ code: "INPUT_UNDECLARED", subject: "other.csv" })],
    ["a limit that it does not have", failedBy({ code: "READS_UNSEEN", subject: "io_uring" })],
  ])("disagrees with an outcome that fails for %s", async (_name, outcome) => {
    const { integrity, said } = await judge(tracedBundle(undefined, outcome));
    expect(integrity).toBe("violated");
    expect(said.join()).toContain("DOCUMENTS_DISAGREE");
  });
});
