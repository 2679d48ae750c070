import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { client } from "../../../lib/site/client.gen.ts";
import { formatClient, generatedPath } from "../../../scripts/_site-client.ts";

test("client.gen.ts is what lib/site/client comes to: npx tsx scripts/_site-client.ts writes it anew", async () => {
  expect(readFileSync(generatedPath, "utf8") === (await formatClient())).toBe(true);
});

test("the program can stand in a page, needs no module, and asks for nothing but scripts by its policy", () => {
  expect(/<\/script|<!--|\brequire\(|\bimport\(|\bfetch\(|XMLHttpRequest|\beval\(|new Function/i.exec(client)).toBe(
    null,
  );
});
