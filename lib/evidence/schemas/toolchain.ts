/**
 * `toolchain.json`: what executed the step. Stable: no paths, no times, no host.
 *
 * @module
 */
import { z } from "zod";
import { sha256Schema } from "./common.ts";

const toolSchema = z.strictObject({
  name: z.string().min(1).describe("Name of the executable, without directory"),
  role: z
    .enum(["command", "interpreter", "launcher", "environment"])
    .describe(
      "command: the step's argv[0]; interpreter: runs the command's script; launcher: uv, poetry and their like; environment: of the active virtual environment, not seen to run",
    ),
  version: z.string().nullable().describe("As the tool itself says; null when it can't be asked safely"),
  sha256: sha256Schema.describe("Digest of the executable's bytes, symbolic links followed"),
  placeless: z
    .literal(true)
    .optional()
    .describe(
      "Present when the path of the script's own environment, which its installer wrote into it, was replaced by a dot before digesting, so that the digest does not depend on where the environment lies",
    ),
});

const pythonSchema = z.strictObject({
  implementation: z.string(),
  version: z.string(),
  role: z.enum(["interpreter", "environment"]),
  distributions: z
    .array(z.strictObject({ name: z.string().describe("Normalised as PEP 503 says"), version: z.string() }))
    .describe("Every distribution that this interpreter can import, sorted by name"),
});

/** Schema of `toolchain.json`, `kprov.toolchain/v1`. */
export const toolchainSchema = z.strictObject({
  schema: z.literal("kprov.toolchain/v1"),
  platform: z.strictObject({
    os: z.string().describe("linux, darwin, …"),
    architecture: z.string().describe("x64, arm64, …"),
    distribution: z.strictObject({ id: z.string(), version: z.string() }).nullable(),
  }),
  tools: z.array(toolSchema).describe("Sorted by role, then name"),
  python: z.array(pythonSchema),
  cuda: z
    .strictObject({
      driver: z.string().nullable(),
      toolkit: z.string().nullable(),
      devices: z.array(z.string()),
    })
    .nullable(),
  lockFiles: z
    .array(z.strictObject({ path: z.string(), size: z.int().nonnegative(), sha256: sha256Schema }))
    .describe("Lock files of the working directory and of the repository's top, sorted by path"),
});

export type Toolchain = z.infer<typeof toolchainSchema>;
export type Tool = z.infer<typeof toolSchema>;
export type PythonEnvironment = z.infer<typeof pythonSchema>;
