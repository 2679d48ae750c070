/**
 * Build `dist/`: commands, the one-file form of them, public API with types, JSON Schemas, notices of what is built in.
 *
 * @module
 */
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "tsdown";
import { configJsonSchema } from "../lib/config/index.ts";
import { jsonSchemas } from "../lib/evidence/index.ts";
import { waiversJsonSchema } from "../lib/guard/index.ts";
import { trustJsonSchema } from "../lib/verify/index.ts";

await build({ logLevel: "error", config: "tsdown.config.ts" });
mkdirSync("dist/schemas", { recursive: true });
for (const [name, schema] of Object.entries({
  ...jsonSchemas(),
  config: await configJsonSchema(),
  trust: await trustJsonSchema(),
  waivers: waiversJsonSchema(),
})) {
  writeFileSync(`dist/schemas/${name}.json`, `${JSON.stringify(schema, null, 2)}\n`);
}
for (const name of readdirSync("dist/scripts")) chmodSync(`dist/scripts/${name}`, 0o755);
