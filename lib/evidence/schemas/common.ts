/**
 * Pieces that several documents share.
 *
 * @module
 */
import { z } from "zod";

// A validator that writes itself a program pays off after thousands of documents; a command reads five.
z.config({ jitless: true });

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hexadecimal digits");

/** RFC 3339 in UTC with milliseconds. */
export const timeSchema = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, "expected a time such as 2026-02-15T20:13:00.000Z");
