/**
 * The schema of `run`.
 *
 * Slow to load (zod): part of `schema.ts`.
 *
 * @module
 */
import { z } from "zod";
import { defaults } from "./defaults.ts";
import { list, section, text } from "./pieces.ts";
import { agePattern, variableName } from "./values.ts";

const ageWanted = 'an age such as "1h"';
const preflightWanted = "true, false, or { maxAge }";
const approvalsWanted = "a whole number of at least 1";

const variable = text('a variable name such as "LANG"').regex(variableName, {
  error: 'a variable name such as "LANG"',
});
const variables = list(variable, 'a list of variable names such as ["LANG"]');

export const run = section({
  out: text("a directory")
    .regex(/^[^\0]*$/, { error: "a directory" })
    .meta({ description: "Directory of the bundles, relative to this file or absolute", default: defaults.run.out })
    .exactOptional(),
  recordEnv: variables
    .meta({
      description: "Environment variables whose values are recorded, and which --clean-env passes on",
      default: defaults.run.recordEnv,
    })
    .exactOptional(),
  collect: z
    .boolean({ error: "true or false" })
    .meta({ description: "Copy declared outputs into the bundle, as --collect does", default: defaults.run.collect })
    .exactOptional(),
  secrets: variables
    .meta({
      description: "Further environment variables whose values are secret and never reach the evidence",
      default: defaults.run.secrets,
    })
    .exactOptional(),
  sign: z
    .boolean({ error: "true or false" })
    .meta({ description: "Sign every bundle with the person's own key, as --sign does", default: defaults.run.sign })
    .exactOptional(),
  secretFiles: list(
    text("a path or glob").regex(/^[^\0]+$/, { error: "a path or glob" }),
    'a list of paths or globs such as [".env"]',
  )
    .meta({
      description:
        "Files whose contents are secret and never reach the evidence: paths or globs, relative to this file; a run doesn't start without them",
      default: defaults.run.secretFiles,
    })
    .exactOptional(),
  approvalsRequired: z
    .int({ error: approvalsWanted })
    .min(1, { error: approvalsWanted })
    .meta({
      description: "Approvals that the review contract of a bundle asks for",
      default: defaults.run.approvalsRequired,
    })
    .exactOptional(),
  requirePreflight: z
    .union(
      [
        z.boolean({ error: preflightWanted }),
        section({ maxAge: text(ageWanted).regex(agePattern, { error: ageWanted }).exactOptional() }),
      ],
      { error: preflightWanted },
    )
    .meta({
      description:
        "Start nothing unless preflight --attest has proved this very commit, tree and configuration, at most so long ago",
      default: defaults.run.requirePreflight,
    })
    .exactOptional(),
}).describe("How run records");
