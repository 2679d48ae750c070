/**
 * A bundle with a trace of files, made from the evidence formats alone.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../lib/digest.ts";
import { createFileTrace, type FileTraceInput, layout, type Outcome } from "../../lib/evidence/index.ts";
import { formatDocument } from "../../lib/json.ts";
import { verifyBundle } from "../../lib/verify/index.ts";
import { editDocument, inputOf, reseal, succeeded, writeBundle } from "./bundle.ts";
import { temporary } from "./temporary.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test reaches into any document.
type Loose = any;

const runId = "2026-02-15T20-13-00Z-0000000a";
const read = (name: string, more: object = {}): FileTraceInput["files"][number] => ({
  name,
  digest: { sha256: sha256(name) },
  annotations: { kprov_access: ["read"], ...more },
});

const input = { kprov_role: "input" as const };
const trace: FileTraceInput = {
  subjects: [{ name: "out.csv", digest: { sha256: sha256("1\n") } }],
  trustMode: "workstation",
  runId,
  started: "2026-02-15T20:13:00.000Z",
  finished: "2026-02-15T20:13:01.600Z",
  version: "6.1",
  calls: ["openat"],
  programs: ["/bin/sh"],
  files: [
    read("in.csv", input),
    {
      name: "out.csv",
      digest: { sha256: sha256("1\n") },
      annotations: { kprov_access: ["written"], kprov_role: "output" },
    },
    read("secret.csv"),
    { name: "stray", uri: "file:///w/stray", annotations: { kprov_access: ["written"] } },
  ],
  readNotDeclared: ["secret.csv"],
  declaredNotRead: ["idle.csv"],
  writtenNotDeclared: ["stray"],
  failed: [],
  elsewhere: [],
  limits: ["outlived"],
};

/** A bundle with that trace; `spoil` changes its predicate, `given` the outcome. */
export const tracedBundle = (spoil: (trace: Loose) => void = () => undefined, outcome: Outcome = succeeded): string => {
  const dir = writeBundle(temporary(), {
    runId,
    outcome,
    subjects: [{ name: "out.csv", digest: { sha256: sha256("1\n") } }],
    inputs: [inputOf("idle.csv", "x"), inputOf("in.csv", "in.csv")],
  });
  const document: Loose = structuredClone(createFileTrace(trace));
  editDocument(dir, layout.summary, (summary) => {
    document.predicate.metadata = { buildStartedOn: summary.startedAt, buildFinishedOn: summary.finishedAt };
  });
  spoil(document);
  writeFileSync(join(dir, layout.fileTrace), formatDocument(document));
  editDocument(dir, layout.provenance, (provenance) => {
    provenance.predicate.buildDefinition.internalParameters.kprov_completeness = "traced";
  });
  reseal(dir);
  return dir;
};

/** What verification says of it, without asking for its origin. */
export const judge = async (dir: string) => {
  const { integrity, findings, completeness } = await verifyBundle(dir, { integrityOnly: true });
  return { integrity, completeness, said: findings.map(({ code, message }) => `${code} ${message}`) };
};
