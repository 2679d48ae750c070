/**
 * Lock files of npm's kin: whether what they install by the tool's name is the tool's package, of the version that runs here.
 *
 * They are read line by line, as the programs write them: what says it in any other way is a doubt.
 * pnpm.io "pnpm-lock.yaml"; yarnpkg.com and classic.yarnpkg.com "yarn.lock"; bun.com "Lockfile".
 *
 * @module
 */
import type { Located } from "../sources/tree.ts";

/** Names of such files. */
export const kinLocks: readonly string[] = ["pnpm-lock.yaml", "yarn.lock", "bun.lock"];

/** The lines of such a file that say something else of the tool. */
export const oddLines = (path: string, text: string, version: string): Located<string>[] => {
  const odd: Located<string>[] = [];
  // How far in the line stands that speaks of it: what stands further in is about it, too.
  let depth = Number.POSITIVE_INFINITY;
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const value = line.trim();
    if (value === "") continue;
    const indent = line.indexOf(value);
    // A letter may be written as an escape.
    const isNamed = /kprovengine|\\/.test(value);
    if (indent <= depth) depth = isNamed ? indent : Number.POSITIVE_INFINITY;
    if (!isNamed && (depth === Number.POSITIVE_INFINITY || !deciding.test(value))) continue;
    const plain = value.replaceAll(version, "\0");
    if (!known.some((pattern) => pattern.test(plain))) odd.push({ value, path, line: index + 1, column: 1 });
  }
  return odd;
};

// --- internal ---

/** What decides about the package that an entry is of. */
const deciding = /^"?(?:version|specifier|resolved|resolution|tarball|directory|path|repo|type)"?[: ]/;

/** With a NUL for the version. What is in brackets behind it are the package's peers. */
const known: readonly RegExp[] = [
  // pnpm
  /^kprovengine:(?: \0(?:\(.*\))?)?$/,
  /^(?:specifier|version): \0(?:\(.*\))?$/,
  /^'?\/?kprovengine[@/]\0(?:\(.*\))?'?:(?: \{\})?$/,
  /^resolution: \{integrity: sha\d+-[\w+/=]+(?:, tarball: https?:\/\/[^?#}]+\/kprovengine\/-\/kprovengine-\0\.tgz)?\}$/,
  // yarn
  /^"?kprovengine@(?:npm:)?\0"?:$/,
  /^version "\0"$/,
  /^resolved "https?:\/\/[^?#"]+\/kprovengine\/-\/kprovengine-\0\.tgz(?:#[0-9a-f]+)?"$/,
  /^resolution: "kprovengine@npm:\0"$/,
  /^kprovengine: (?:"npm:\0"|(?:\.\/)?dist\/scripts\/kprovengine\.cjs)$/,
  // bun
  /^"kprovengine": "\0",?$/,
  /^"kprovengine": \["kprovengine@\0", "(?:https?:\/\/[^?#"]+)?", \{.*\}, "sha\d+-[\w+/=]+"\],?$/,
];
