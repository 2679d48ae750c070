import { expect, test } from "vitest";
import { evaluateCompiled } from "../../../lib/config/no-compiler.ts";
import { exitOfError } from "../../../lib/errors.ts";

test("evaluateCompiled without a compiler throws E_CONFIG, exit 2, and says what to do", async () => {
  const error = await evaluateCompiled().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "E_CONFIG", hint: expect.stringContaining("kprov.config.json") });
  expect(exitOfError(error)).toBe(2);
});
