import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { kernelModule } from "../../../scripts/_kernel.ts";

it("the kernel's bytes come from its text: npx tsx scripts/_kernel.ts", async () => {
  const published = readFileSync(new URL("../../../lib/simd/kernel.gen.ts", import.meta.url), "utf8");
  expect(published).toBe(await kernelModule());
});
