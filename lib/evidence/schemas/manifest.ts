/**
 * `manifest.json`: every member of a bundle except itself, `SHA256SUMS` and `attestations/`.
 *
 * @module
 */
import { z } from "zod";
import { sha256Schema } from "./common.ts";

const memberSchema = z.strictObject({
  path: z.string().min(1).describe("Relative POSIX path in the bundle"),
  size: z.int().nonnegative().describe("Bytes"),
  sha256: sha256Schema,
  stability: z.enum(["stable", "volatile"]).describe("stable: equal runs give equal bytes"),
});

/** Schema of `manifest.json`, `kprov.manifest/v1`. */
export const manifestSchema = z.strictObject({
  schema: z.literal("kprov.manifest/v1"),
  members: z.array(memberSchema).min(1).describe("Sorted by the bytes of their paths"),
});

export type Member = z.infer<typeof memberSchema>;
export type Manifest = z.infer<typeof manifestSchema>;
