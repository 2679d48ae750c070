/**
 * Build `dist/`: commands, public API with types, JSON Schemas, notices of what is built in.
 *
 * @module
 */
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "tsdown";
import { configJsonSchema } from "../lib/config/index.ts";
import { jsonSchemas } from "../lib/evidence/index.ts";

await build({ logLevel: "error", config: "tsdown.config.ts" });
mkdirSync("dist/schemas", { recursive: true });
for (const [name, schema] of Object.entries({ ...jsonSchemas(), config: await configJsonSchema() })) {
  writeFileSync(`dist/schemas/${name}.json`, `${JSON.stringify(schema, null, 2)}\n`);
}
for (const name of readdirSync("dist/scripts")) chmodSync(`dist/scripts/${name}`, 0o755);
writeFileSync("dist/THIRD_PARTY_NOTICES.md", notices());

// --- internal ---

/** Their licences ask that the notice goes where the code goes. */
function notices(): string {
  const packages = [
    ...["@renovatebot/pep440", "canonicalize", "citty", "consola", "eslint-visitor-keys", "semver"],
    ...["toml-eslint-parser", "yaml", "zod"],
  ];
  const texts = packages.map((name) => {
    const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")) as { version: string };
    const licence = readdirSync(`node_modules/${name}`).find((file) => /^licen[cs]e/i.test(file));
    if (licence === undefined) throw new Error(`No licence found in ${name}`);
    return `## ${name} ${version}\n\n${readFileSync(`node_modules/${name}/${licence}`, "utf8").trim()}\n`;
  });
  return `# Software built into these files\n\n${texts.join("\n")}`;
}
