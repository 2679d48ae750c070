import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, expectTypeOf, test } from "vitest";
import type { z } from "zod";
import { type TrustFile, trustJsonSchema } from "../../../../lib/verify/index.ts";
import type { trustSchema } from "../../../../lib/verify/trust/schema.ts";
import { makeKey, trustFile, trusting } from "../../../support/sign.ts";

type DeepReadonly<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value;

test("TrustFile is the schema's type, with everything read-only", () => {
  expectTypeOf<DeepReadonly<TrustFile>>().toEqualTypeOf<DeepReadonly<z.input<typeof trustSchema>>>();
});

test("the JSON Schema accepts a trust file and refuses unknown keys anywhere", async () => {
  const validate = new Ajv2020().compile(await trustJsonSchema());
  const file = trustFile([trusting(makeKey(), "Ann")], { runners: 1 });
  expect(validate(file), JSON.stringify(validate.errors)).toBe(true);
  for (const wrong of [
    { ...file, extra: 1 },
    trustFile([{ ...trusting(makeKey(), "Ann"), extra: 1 } as never]),
    { ...file, require: { extra: 1 } },
  ])
    expect(validate(wrong)).toBe(false);
});

test("the schema's library is loaded by what needs it only", () => {
  const source = readFileSync(new URL("../../../../lib/verify/trust/file.ts", import.meta.url), "utf8");
  expect(source).not.toMatch(/^import .*(?:zod|schema\.ts|problems\.ts)/m);
});
