/**
 * `runtime_trace.json`: an in-toto Statement v1 with a runtime trace v0.1, as this program writes it. `runtime-trace-v0.md`
 * describes our extension fields.
 *
 * @module
 */
import { z } from "zod";
import { sha256Schema, timeSchema } from "./common.ts";
import { subjectSchema } from "./provenance.ts";

const accessSchema = z.strictObject({
  name: z.string().min(1).optional().describe("As provenance names inputs: relative to the working directory"),
  uri: z.string().min(1).optional().describe("file: URI of a file outside the repository, or of one without a digest"),
  digest: z.strictObject({ sha256: sha256Schema }).optional(),
  annotations: z.strictObject({
    kprov_access: z.array(z.enum(["executed", "read", "removed", "written"])).min(1),
    kprov_role: z
      .enum(["input", "output", "lock-file", "source", "tool"])
      .optional()
      .describe("What provenance knows it as; source: its commit has these very bytes; absent when nobody declared it"),
    kprov_state: z
      .enum(["changed", "gone", "unreadable"])
      .optional()
      .describe("After the step the file was not the one that was read"),
  }),
});

const monitorSchema = z.strictObject({
  type: z.string().regex(/^https:\/\/strace\.io\/v\d[\w.]*$/),
  tracePolicy: z.strictObject({ calls: z.array(z.string()).describe("System calls that were looked at") }),
});

const logSchema = z.strictObject({
  process: z
    .array(z.strictObject({ eventType: z.literal("exec"), processBinary: z.string() }))
    .describe("Programs that were executed, each once"),
  fileAccess: z.array(accessSchema),
});

const paths = z.array(z.string());
const count = z.int().nonnegative();

/** Schema of `runtime_trace.json`. */
export const fileTraceSchema = z.strictObject({
  _type: z.literal("https://in-toto.io/Statement/v1"),
  subject: z.array(subjectSchema).min(1).describe("Those of provenance.json"),
  predicateType: z.literal("https://in-toto.io/attestation/runtime-trace/v0.1"),
  predicate: z.strictObject({
    monitor: monitorSchema,
    monitoredProcess: z.strictObject({
      hostID: z.string().describe("The builder of provenance.json"),
      type: z.string().describe("Its build type"),
      event: z.string().describe("The run id"),
    }),
    monitorLog: logSchema,
    metadata: z.strictObject({ buildStartedOn: timeSchema, buildFinishedOn: timeSchema }),
    kprov_readNotDeclared: paths,
    kprov_declaredNotRead: paths,
    kprov_writtenNotDeclared: paths,
    kprov_failed: z
      .array(z.strictObject({ name: z.string(), errors: z.array(z.string()).min(1) }))
      .describe("Opens that failed, of files that would have been named"),
    kprov_elsewhere: z
      .array(z.strictObject({ root: z.string(), read: count, written: count, failed: count }))
      .describe("Files of the system, the toolchain, git, caches and bundles, counted by where they lie"),
    kprov_limits: z
      .array(z.enum(["io_uring", "namespace", "outlived", "ptrace", "setuid", "unreadable", "unresolved"]))
      .describe("Why something may have happened unseen"),
  }),
});

export type FileTrace = z.infer<typeof fileTraceSchema>;
export type FileAccess = z.infer<typeof accessSchema>;
