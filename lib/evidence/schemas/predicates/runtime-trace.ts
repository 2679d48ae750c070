/**
 * Runtime trace v0.1: what a monitor saw while something was made.
 *
 * Source: in-toto attestation specification, predicate "Runtime Trace". There an empty list is the same as none, so that one
 * of the three logs has to have an entry; a monitor that saw nothing has not monitored.
 *
 * @module
 */
import { z } from "zod";
import {
  alsoInJson,
  maybe,
  misspelled,
  objectSchema,
  resourceUriSchema,
  timestampSchema,
  typeUriSchema,
} from "../pieces.ts";
import { descriptorSchema } from "../statement.ts";

const logs = ["process", "network", "fileAccess"] as const;

const logSchema = alsoInJson(
  z.looseObject({
    process: maybe(z.array(objectSchema)),
    network: maybe(z.array(objectSchema)),
    fileAccess: maybe(z.array(descriptorSchema).describe("Path and digests of each file; one file may have several")),
    ...misspelled({ file_access: "fileAccess" }),
  }),
  (log) =>
    logs.some((name) => (log[name]?.length ?? 0) > 0) ? undefined : `expected at least one of ${logs.join(", ")}`,
  {
    anyOf: logs.map((name) => ({ required: [name], properties: { [name]: { type: "array", minItems: 1 } } })),
  },
);

/** Schema of the predicate `https://in-toto.io/attestation/runtime-trace/v0.1`. */
export const runtimeTraceSchema = z.looseObject({
  monitor: z.looseObject({
    type: typeUriSchema.describe("What the rest of the monitor and the records of processes mean"),
    configSource: maybe(z.union([descriptorSchema, z.strictObject({})])).describe("Where its configuration lies"),
    tracePolicy: maybe(objectSchema),
    ...misspelled({ config_source: "configSource", trace_policy: "tracePolicy" }),
  }),
  monitoredProcess: z.looseObject({
    hostID: resourceUriSchema,
    type: typeUriSchema.describe("What kind of process it is; of a build, its build type"),
    event: z.string().min(1).describe("Which job or task it was"),
    ...misspelled({ hostId: "hostID", host_id: "hostID" }),
  }),
  monitorLog: logSchema,
  metadata: maybe(
    z.looseObject({
      buildStartedOn: maybe(timestampSchema),
      buildFinishedOn: maybe(timestampSchema),
      ...misspelled({ build_started_on: "buildStartedOn", build_finished_on: "buildFinishedOn" }),
    }),
  ),
  ...misspelled({ monitored_process: "monitoredProcess", monitor_log: "monitorLog" }),
});
