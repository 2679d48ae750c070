/**
 * Licences of what is built into the published files: they ask that the notice goes where the code goes.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";

/** Notices of all packages that are built in, as Markdown. */
export const notices = (): string => {
  const packages = [
    ...["@renovatebot/pep440", "@sigstore/bundle", "@sigstore/core", "@sigstore/protobuf-specs", "@sigstore/verify"],
    ...["canonicalize", "citty", "consola", "eslint-visitor-keys", "semver"],
    ...["toml-eslint-parser", "yaml", "zod"],
  ];
  const texts = packages.map((name) => {
    const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")) as { version: string };
    const from = `node_modules/${elsewhere[name] ?? name}`;
    const licence = readdirSync(from).find((file) => /^licen[cs]e/i.test(file));
    if (licence === undefined) throw new Error(`No licence found in ${name}`);
    return `## ${name} ${version}\n\n${readFileSync(`${from}/${licence}`, "utf8").trim()}\n`;
  });
  return `# Software built into these files\n\n${texts.join("\n")}`;
};

// --- internal ---

/** Published without the file of their licence, which a package from the same repository, under the same terms, has. */
const elsewhere: Readonly<Record<string, string>> = { "@sigstore/verify": "@sigstore/core" };
