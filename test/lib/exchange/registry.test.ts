import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { exchangeMetas, formats } from "../../../lib/exchange/index.ts";

const drivers = fileURLToPath(new URL("../../../lib/exchange/drivers", import.meta.url));

it("every driver is registered under its own name, and every file is a driver", async () => {
  expect((await exchangeMetas()).map(({ name }) => name)).toEqual(formats);
  expect(readdirSync(drivers).sort()).toEqual(formats.map((name) => `${name}.ts`).sort());
});
