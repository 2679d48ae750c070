/**
 * `run_summary.json`: everything about a run that changes from one run to the next.
 *
 * @module
 */
import { z } from "zod";
import { sha256Schema, timeSchema } from "./common.ts";
import { outcomeSchema } from "./provenance.ts";

const gitFilesSchema = z.strictObject({
  commit: z.string().nullable(),
  changed: z.array(
    z.strictObject({ path: z.string(), status: z.string().describe("The two letters of git status --porcelain=v2") }),
  ),
  untracked: z.array(z.string()),
});

/** Schema of `run_summary.json`, `kprov.run-summary/v1`. */
export const runSummarySchema = z.strictObject({
  schema: z.literal("kprov.run-summary/v1"),
  runId: z.string(),
  project: z.string().nullable(),
  step: z.string(),
  tags: z.record(z.string(), z.string()),
  startedAt: timeSchema,
  finishedAt: timeSchema,
  durationMs: z.int().nonnegative().describe("Of the step itself, on a monotonic clock"),
  outcome: outcomeSchema,
  exitCode: z.int().describe("What the recorder itself exits with"),
  stableDigest: sha256Schema,
  previous: z
    .strictObject({ runId: z.string(), bundleDigest: sha256Schema })
    .nullable()
    .describe("The bundle before this one in its directory"),
  trustMode: z.strictObject({ mode: z.string(), reason: z.string() }),
  recorder: z.strictObject({ name: z.literal("kprovengine"), version: z.string(), node: z.string() }),
  host: z.strictObject({ name: z.string(), kernel: z.string(), user: z.string().nullable() }),
  workingDirectory: z.string(),
  environment: z.record(z.string(), z.string()).describe("Only the variables that the configuration lists"),
  git: z.strictObject({
    state: z.enum(["recorded", "no-repository", "not-installed", "failed"]),
    reason: z.string().nullable(),
    branch: z.string().nullable(),
    shallow: z.boolean(),
    remotes: z.array(z.strictObject({ name: z.string(), url: z.string() })),
    before: gitFilesSchema.nullable(),
    after: gitFilesSchema.nullable(),
  }),
  tools: z.array(z.strictObject({ name: z.string(), role: z.string(), path: z.string(), fromCache: z.boolean() })),
  logs: z.strictObject({
    recorded: z.boolean(),
    stdoutBytes: z.int().nonnegative(),
    stderrBytes: z.int().nonnegative(),
    complete: z.boolean().describe("false when a descendant still held a stream open after the step had ended"),
  }),
  inputs: z.strictObject({ files: z.int().nonnegative(), bytes: z.int().nonnegative() }),
  outputs: z.strictObject({
    files: z.int().nonnegative(),
    bytes: z.int().nonnegative(),
    unchanged: z.array(z.string()).describe("Declared outputs that the step did not touch"),
  }),
  scan: z
    .strictObject({
      files: z.int().nonnegative().describe("In the work tree, before the step"),
      created: z.array(z.string()),
      changed: z.array(z.string()),
      deleted: z.array(z.string()),
    })
    .optional()
    .describe("Only with --scan-files: what the step did to files that are no declared output"),
  trace: z.strictObject({
    events: z.int().positive(),
    head: sha256Schema.describe("SHA-256 of the last line, without its newline"),
  }),
  redactions: z.array(z.strictObject({ name: z.string(), count: z.int().positive() })),
  withheld: z.array(z.strictObject({ path: z.string(), secrets: z.array(z.string()) })),
  incomplete: z.boolean(),
  rerunOf: z
    .strictObject({ runId: z.string(), bundleDigest: sha256Schema })
    .optional()
    .describe("The bundle whose run was executed again"),
  drift: z
    .array(
      z.strictObject({
        kind: z.enum(["input", "toolchain", "configuration", "git"]),
        subject: z.string(),
        recorded: z.string(),
        found: z.string(),
      }),
    )
    .optional()
    .describe("What was known to differ from that run before this one began, and was allowed"),
});

export type RunSummary = z.infer<typeof runSummarySchema>;
