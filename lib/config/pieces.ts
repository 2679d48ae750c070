/**
 * What the schema is put together from. Each message says what was wanted: `validate.ts` puts the key before it
 * and what was found behind.
 *
 * @module
 */
import { z } from "zod";
import { globProblem } from "./values.ts";

/** Stands between the names of a section's keys in the message about an unknown one. */
export const keySeparator = "\n";

/** An object of known keys. About an unknown one, its message lists those it knows. */
export const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? Object.keys(shape).join(keySeparator) : "an object"),
  });

export const text = (wanted: string) => z.string({ error: wanted }).min(1, { error: wanted });

export const list = <Item extends z.ZodType>(item: Item, wanted: string) => z.array(item, { error: wanted });

/** A check that says why, next to what was wanted. */
export const because =
  <Value>(problem: (value: Value) => string | undefined, wanted: string) =>
  (context: z.core.ParsePayload<Value>): void => {
    const why = problem(context.value);
    if (why === undefined) return;
    context.issues.push({ code: "custom", input: context.value, message: wanted, params: { why } });
  };

const globWanted = 'a relative glob such as "docs/**"';
export const glob = text(globWanted).check(because(globProblem, globWanted));
export const globs = list(glob, 'a list of globs such as ["docs/**"]');
