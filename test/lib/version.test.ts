import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { version } from "../../lib/version.ts";

test("version equals package.json's", () => {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  expect(version).toBe((JSON.parse(text) as { version: string }).version);
});
