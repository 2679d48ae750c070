/**
 * Have documents the fields that are compared, of the types that are expected? Not their schemas, which take longer to load
 * than a comparison takes: what was judged by them passes, and anything else can do no harm.
 *
 * @module
 */
import type { Provenance, RunSummary, Toolchain } from "../../evidence/index.ts";

export const isProvenance = (value: unknown): value is Provenance => provenance(value);
export const isToolchain = (value: unknown): value is Toolchain => toolchain(value);
export const isSummary = (value: unknown): value is RunSummary => summary(value);

// --- internal ---

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string";
const flag: Check = (value) => typeof value === "boolean";
const number: Check = (value) => typeof value === "number";
const anything: Check = () => true;
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const fields =
  (shape: Record<string, Check>): Check =>
  (value) =>
    isObject(value) &&
    Object.entries(shape).every(([key, check]) => check(Object.hasOwn(value, key) ? value[key] : undefined));
const valuesOf =
  (check: Check): Check =>
  (value) =>
    isObject(value) && Object.values(value).every(check);

const texts = listOf(text);
const digest = valuesOf(text);
const descriptor = fields({
  name: maybe(text),
  uri: maybe(text),
  mediaType: maybe(text),
  digest: maybe(digest),
  annotations: maybe(valuesOf(anything)),
});
const outcome = fields({
  status: text,
  exitCode: orNull(number),
  signal: orNull(text),
  findings: listOf(fields({ code: text, subject: text })),
});
const state = fields({ commit: orNull(text), dirty: flag });

const provenance = fields({
  subject: listOf(fields({ name: text, uri: maybe(text), mediaType: maybe(text), digest: fields({ sha256: text }) })),
  predicate: fields({
    buildDefinition: fields({
      externalParameters: fields({
        step: text,
        argv: orNull(texts),
        pipeline: orNull(text),
        inputs: texts,
        inputRefs: texts,
        outputs: texts,
        configuration: orNull(fields({ path: text, sha256: text, effective: text })),
      }),
      internalParameters: fields({
        recordedEnvironment: texts,
        trustMode: text,
        kprov_completeness: maybe(text),
        git: orNull(fields({ before: state, after: state })),
      }),
      resolvedDependencies: listOf(descriptor),
    }),
    runDetails: fields({ builder: fields({ id: text }), kprov_outcome: outcome }),
  }),
});

const toolchain = fields({
  platform: fields({ os: text, architecture: text, distribution: orNull(fields({ id: text, version: text })) }),
  tools: listOf(fields({ name: text, role: text, version: orNull(text), sha256: text })),
  python: listOf(
    fields({
      implementation: text,
      version: text,
      role: text,
      distributions: listOf(fields({ name: text, version: text })),
    }),
  ),
  cuda: orNull(fields({ driver: orNull(text), toolkit: orNull(text), devices: texts })),
  lockFiles: listOf(fields({ path: text, size: number, sha256: text })),
});

const summary = fields({
  runId: text,
  step: text,
  startedAt: text,
  outputs: fields({ files: number, unchanged: texts }),
});
