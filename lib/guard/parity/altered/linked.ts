/**
 * Packages that may be links to directories of the repository: what is written to them is written there.
 *
 * docs.npmjs.com "package.json", "package-lock.json"; pnpm.io and yarnpkg.com, "workspace", "link" and "portal".
 *
 * @module
 */
import type { ParityContext } from "../context.ts";

/** Those of `names` that may be links to directories of the repository, by what it says of dependencies and of its own packages. */
export const linkedOf = async (
  names: readonly string[],
  { paths, text }: ParityContext["beside"],
): Promise<ReadonlySet<string>> => {
  const texts: { path: string; content: string }[] = [];
  for (const path of paths.filter((one) => saying.test(one)))
    texts.push({ path, content: plain((await text(path)) ?? "") });
  const isWorkspace = texts.some(
    ({ path, content }) => path.endsWith("workspace.yaml") || content.includes(workspaces),
  );
  const isLinked = (name: string): boolean => {
    const [linking, own] = patternsOf(name);
    return texts.some(
      ({ path, content }) => linking.test(content) || (isWorkspace && isManifest.test(path) && own.test(content)),
    );
  };
  return new Set(names.filter(isLinked));
};

// --- internal ---

const isManifest = /(?:^|\/)package\.json$/;
const saying = /(?:^|\/)(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|pnpm-(?:workspace|lock)\.yaml)$/;
const workspaces = '"workspaces":';

/** Other keys, such as `browser`, name packages and files as well. */
const deciding = /^(?:name|\w*[dD]ependencies|overrides|resolutions|pnpm|workspaces|packages)$/;

/** Of JSON what is said of packages, without escapes and blanks; all else as it stands. */
const plain = (content: string): string => {
  try {
    const found: Readonly<Record<string, unknown>> = JSON.parse(content);
    return JSON.stringify(Object.fromEntries(Object.entries(found).filter(([key]) => deciding.test(key))));
  } catch {
    return content;
  }
};

const patternsOf = (name: string): [linking: RegExp, own: RegExp] => {
  const quoted = name.replace(/[^\w@/-]/g, "\\$&");
  const key = `(?:^|[\\s"'/>])${quoted}(?:@[^\\s"':]*)?["']?:`;
  // `"a": "file:b"`, `"a": { ".": "file:b" }` of npm's overrides, its lock of an older form, and pnpm's lock, with what was asked for in front.
  const value = `\\s*\\{?(?:"(?:\\.|version)":|specifier: \\S+\\s+version:)?\\s*["']?(?:(?:file|link|portal|workspace):|(?:~|\\.{0,2})/)`;
  return [
    new RegExp(`${key}${value}|node_modules/${quoted}":\\{[^{}]*"link":true`, "im"),
    new RegExp(`"name":"${quoted}"`, "i"),
  ];
};
