/**
 * DigestSet of the in-toto attestation specification v1.
 *
 * @module
 */
import { z } from "zod";
import { digestPatterns } from "../digest-set.ts";

/** DigestSet: at least one algorithm; the known ones in lower-case hex of their length. */
export const anyDigestSetSchema = z
  .record(z.string().min(1), z.string().min(1))
  .check((context) => {
    const { value, issues } = context;
    if (Object.keys(value).length === 0)
      issues.push({ code: "custom", input: value, message: "expected at least one digest" });
    for (const [name, digest] of Object.entries(value)) {
      const pattern = Object.hasOwn(digestPatterns, name) ? digestPatterns[name] : undefined;
      if (pattern?.test(digest) !== false) continue;
      const message = `expected lower-case hexadecimal digits, as many as ${name} has`;
      issues.push({ code: "custom", input: digest, path: [name], message });
    }
  })
  .meta({
    minProperties: 1,
    properties: Object.fromEntries(
      Object.entries(digestPatterns).map(([name, { source }]) => [name, { type: "string", pattern: source }]),
    ),
  });
