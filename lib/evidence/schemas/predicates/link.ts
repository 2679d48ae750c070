/**
 * Link v0.3: one step of a supply chain, its materials, and what was run.
 *
 * Source: in-toto attestation specification, predicate "Link".
 *
 * @module
 */
import { z } from "zod";
import { anyDigestSetSchema } from "../digest-set.ts";
import { maybe, objectSchema } from "../pieces.ts";
import { descriptorWith } from "../statement.ts";

const materialSchema = descriptorWith({
  name: z.string().min(1).describe("Another one for each material"),
  digest: anyDigestSetSchema,
});

/** Schema of the predicate `https://in-toto.io/attestation/link/v0.3`. */
export const linkSchema = z.looseObject({
  name: z.string().min(1).describe("Name of the step"),
  command: maybe(z.array(z.string())),
  // That no two have one name is a rule of the specification that JSON Schema can't say.
  materials: maybe(
    z.array(materialSchema).check((context) => {
      for (const name of namesTwice(context.value))
        context.issues.push({ code: "custom", input: context.value, message: `"${name}" is named twice` });
    }),
  ),
  byproducts: maybe(objectSchema),
  environment: maybe(objectSchema),
});

/** Names that more than one of `descriptors` has. */
export const namesTwice = (descriptors: readonly { name?: string | null | undefined }[]): string[] => {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of descriptors) {
    if (typeof name !== "string") continue;
    if (seen.has(name)) twice.add(name);
    seen.add(name);
  }
  return [...twice];
};
