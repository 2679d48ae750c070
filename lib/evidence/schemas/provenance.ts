/**
 * `provenance.json`: an in-toto Statement v1 with a SLSA provenance v1 predicate.
 *
 * Field names and rules: in-toto attestation specification v1 (Statement, ResourceDescriptor, DigestSet) and
 * SLSA provenance v1. `kprov_` marks our extension fields, as SLSA's extension rule asks.
 *
 * @module
 */
import { z } from "zod";
import { sha256Schema } from "./common.ts";
import { anyDigestSetSchema } from "./digest-set.ts";

/** ResourceDescriptor: at least one of uri, digest, content. */
export const resourceDescriptorSchema = z
  .strictObject({
    name: z.string().min(1).optional().describe("Relative POSIX path as found, or what the tool is called"),
    uri: z.string().min(1).optional().describe("file: URI of a path outside the working directory, or a declared URI"),
    digest: anyDigestSetSchema.optional(),
    content: z.string().optional(),
    mediaType: z.string().optional().describe("inode/symlink: the digest is over the link's own target text"),
    annotations: z.record(z.string(), z.unknown()).optional(),
  })
  .refine(
    (descriptor) => descriptor.uri !== undefined || descriptor.digest !== undefined || descriptor.content !== undefined,
    {
      message: "expected at least one of uri, digest, content",
    },
  )
  .meta({ anyOf: ["uri", "digest", "content"].map((name) => ({ required: [name] })) });

export const subjectSchema = z.strictObject({
  name: z.string().min(1),
  uri: z.string().optional(),
  digest: z.strictObject({ sha256: sha256Schema }),
  mediaType: z.string().optional(),
  annotations: z.record(z.string(), z.unknown()).optional(),
});

/** How a run ended, written out: published types must not need the schema's library. A test holds it equal. */
export interface Outcome {
  /** `succeeded`: the step exited 0 and every declared input and output held. */
  status: "succeeded" | "failed" | "timed-out" | "signalled" | "interrupted";
  /** The step's own; null when a signal ended it or it never started. */
  exitCode: number | null;
  signal: string | null;
  /** Why a step that exited 0 still failed. */
  findings: { code: string; subject: string }[];
}

/** How a run ended. `succeeded` means: the step exited 0 and every declared input and output held. */
export const outcomeSchema = z.strictObject({
  status: z.enum(["succeeded", "failed", "timed-out", "signalled", "interrupted"]),
  exitCode: z.int().nullable().describe("The step's own exit status; null when a signal ended it or it never started"),
  signal: z.string().nullable().describe("The signal that ended the step"),
  findings: z
    .array(z.strictObject({ code: z.string(), subject: z.string() }))
    .describe("Why a step that exited 0 still failed: INPUT_CHANGED, OUTPUT_MISSING, …"),
}) satisfies z.ZodType<Outcome>;

const gitStateSchema = z.strictObject({
  commit: z
    .string()
    .regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/)
    .nullable(),
  dirty: z.boolean().describe("Tracked files differ from the commit"),
});

const configurationSchema = z.strictObject({ path: z.string(), sha256: sha256Schema, effective: sha256Schema });

export const externalParametersSchema = z.strictObject({
  step: z.string().min(1),
  argv: z
    .array(z.string())
    .nullable()
    .describe("The wrapped command, secrets redacted; null for the built-in pipeline"),
  pipeline: z.literal("text").nullable(),
  inputs: z.array(z.string()).describe("Inputs as declared: paths and globs"),
  inputRefs: z.array(z.string()).describe("Inputs declared by URI and digest, not checked"),
  outputs: z.array(z.string()).describe("Outputs as declared"),
  collect: z.boolean(),
  cleanEnvironment: z.boolean(),
  terminal: z.boolean().describe("The terminal was left to the child: no logs"),
  timeoutMs: z.int().positive().nullable(),
  workingDirectory: z.string().describe("Relative to the repository's top; . outside a repository"),
  configuration: configurationSchema.nullable(),
});

/** Schema of `provenance.json`. */
export const provenanceSchema = z.strictObject({
  _type: z.literal("https://in-toto.io/Statement/v1"),
  subject: z.array(subjectSchema).min(1),
  predicateType: z.literal("https://slsa.dev/provenance/v1"),
  predicate: z.strictObject({
    buildDefinition: z.strictObject({
      buildType: z.literal("pkg:npm/kprovengine#build-type/run/v1"),
      externalParameters: externalParametersSchema,
      internalParameters: z.strictObject({
        recordedEnvironment: z.array(z.string()).describe("Names of variables whose values run_summary.json holds"),
        trustMode: z.string(),
        git: z.strictObject({ before: gitStateSchema, after: gitStateSchema }).nullable(),
        kprov_completeness: z
          .enum(["scanned", "traced"])
          .optional()
          .describe(
            "scanned: the work tree was compared before and after; traced: runtime_trace.json says what was opened; absent: as declared",
          ),
      }),
      resolvedDependencies: z.array(resourceDescriptorSchema),
    }),
    runDetails: z.strictObject({
      builder: z.strictObject({ id: z.string().regex(/^pkg:npm\/kprovengine#builder\//) }),
      kprov_outcome: outcomeSchema,
    }),
  }),
});

export type Provenance = z.infer<typeof provenanceSchema>;
export type ExternalParameters = z.infer<typeof externalParametersSchema>;
export type ResourceDescriptor = z.infer<typeof resourceDescriptorSchema>;
/** One file of the run, written out as {@link Outcome} is. A test holds it equal. */
export interface Subject {
  name: string;
  uri?: string | undefined;
  digest: { sha256: string };
  mediaType?: string | undefined;
  annotations?: Record<string, unknown> | undefined;
}
