import { expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { Outcome, outcomeSchema, provenanceSchema, Subject } from "../../../../lib/evidence/schemas/provenance.ts";

test("Outcome, written out, is the schema's type", () => {
  expectTypeOf<Outcome>().toEqualTypeOf<z.infer<typeof outcomeSchema>>();
  expectTypeOf<z.input<typeof outcomeSchema>>().toEqualTypeOf<Outcome>();
});

test("Subject, written out, is the schema's type", () => {
  expectTypeOf<Subject>().toEqualTypeOf<z.infer<typeof provenanceSchema>["subject"][number]>();
});
