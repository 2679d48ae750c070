/**
 * Licences of what is built into the published files: they ask that the notice goes where the code goes.
 *
 * @module
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { OutputBundle, Plugin } from "rolldown";

/** For tsdown: the notices beside the files. */
export const noticesPlugin = (): Plugin => ({
  name: "notices",
  generateBundle(_, bundle) {
    this.emitFile({ type: "asset", fileName: "THIRD_PARTY_NOTICES.md", source: notices(bundle) });
  },
});

/** Notices of all packages of which something is in `bundle`, as Markdown. */
export const notices = (bundle: OutputBundle): string => {
  const texts = new Map<string, string[]>();
  for (const [title, text] of [...licencesOf(bundle)].sort(([a], [b]) => (a < b ? -1 : 1)))
    texts.set(text, [...(texts.get(text) ?? []), title]);
  const sections = [...texts].map(([text, titles]) => `## ${titles.join(", ")}\n\n${text}\n`);
  return `# Software built into these files\n\n${sections.join("\n")}`;
};

// --- internal ---

/** Name and version → text. */
const licencesOf = (bundle: OutputBundle): Map<string, string> => {
  const found = new Map<string, string>();
  for (const id of Object.values(bundle).flatMap(modulesOf)) {
    const [, root, name = ""] = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(id.replaceAll("\\", "/")) ?? [];
    if (root === undefined) continue;
    const { version } = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as { version: string };
    if (!found.has(`${name} ${version}`)) found.set(`${name} ${version}`, licenceOf(name, root));
    for (const [, key = "", inner = ""] of readFileSync(id, "utf8").matchAll(bundledBefore)) {
      const title = `${inner} ${key.slice(inner.length + 1).replace(/_.*/, "")}`;
      if (!found.has(title)) found.set(title, licenceOf(inner, `node_modules/${inner}`));
    }
  }
  return found;
};

const modulesOf = (file: OutputBundle[string]): string[] =>
  file.type !== "chunk"
    ? []
    : Object.entries(file.modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [id] : []));

/** A library may be published as a bundle of others: what names them was left in by its bundler. */
const bundledBefore = /"\.\/node_modules\/\.pnpm\/([^/"]+)\/node_modules\/((?:@[^/"]+\/)?[^/" ]+)/g;

const licenceOf = (name: string, root: string): string => {
  const text = withoutFile[name] ?? fileIn(root) ?? fileIn(`node_modules/${elsewhere(name)}`);
  if (text === undefined) throw new Error(`No licence found in ${name}`);
  return text;
};

const fileIn = (root: string): string | undefined => {
  const name = existsSync(root) ? readdirSync(root).find((file) => /^licen[cs]e/i.test(file)) : undefined;
  return name === undefined ? undefined : readFileSync(`${root}/${name}`, "utf8").replaceAll("\r\n", "\n").trim();
};

/**
 * Published without the file of their licence, or not installed here: a package from the same repository or of the same author,
 * under the same terms, has it.
 */
const elsewhere = (name: string): string | undefined => others.find(([pattern]) => pattern.test(name))?.[1];

const others: readonly (readonly [name: RegExp, other: string])[] = [
  [/^@sigstore\//, "@sigstore/core"],
  [/^@babel\//, "@babel/core"],
  [/^mlly$/, "c12"],
];

/** All that is said of a licence nowhere written out. */
const withoutFile: Readonly<Record<string, string>> = { "babel-plugin-parameter-decorator": "MIT, by Warner" };
