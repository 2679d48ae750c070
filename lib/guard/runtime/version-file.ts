/**
 * Files with a name of one's own that CI takes a version from, read as its set-up actions read them.
 *
 * Source: getVersionInputFromFile of actions/setup-python (setup-pdm calls the same), getNodeVersionFromFile of
 * actions/setup-node, parseGoVersionFile of actions/setup-go, readVersionFromFile of oven-sh/setup-bun.
 *
 * @module
 */
import type { Beside } from "../ci/index.ts";
import type { Located } from "../sources/tree.ts";
import type { Reference, Statement } from "./declaration.ts";
import { readerOf } from "./declarations/index.ts";
import { readVersion } from "./declarations/set-up.ts";
import { baseNameOf } from "./declarations/source.ts";
import type { Tool } from "./version.ts";

/**
 * `statements` with each reference to a file that nothing else reads replaced by what the action takes from it. One to a file
 * that git does not track stays. Throws as `text` does.
 */
export const readVersionFiles = async (
  statements: readonly Statement[],
  { text }: Pick<Beside, "text">,
): Promise<Statement[]> => {
  const read = async (one: Statement): Promise<Statement[]> => {
    if (one.kind !== "reference" || readerOf(one.to) !== undefined) return [one];
    const content = await text(one.to);
    return content === undefined ? [one] : versionsIn(one, content);
  };
  return (await Promise.all(statements.map(read))).flat();
};

// --- internal ---

/** How an action reads a file that holds nothing but versions. */
interface Plain {
  /** Whether it reads the file at this path so, and not as TOML, say. */
  takes: (path: string) => boolean;
  /** Each line with a version; all of them are set up. Default: the whole text is one. */
  lines?: (line: string) => boolean;
  /** What of a line is the version. */
  version?: (line: string) => string;
}

const plain: Partial<Record<Tool, Plain>> = {
  python: {
    // As there: the dot is any character, and both are looked for in the directories, too.
    takes: (path) => !/\.toml$|.tool-versions|Pipfile/.test(path),
    lines: (line) => !line.startsWith("#"),
    version: (line) => line.replace(/\/.*/s, ""),
  },
  // What is JSON or TOML has marks that no version has.
  node: { takes: () => true, version: (line) => line.replace(/^node(?:js)?\s+/, "") },
  go: { takes: () => true },
  bun: { takes: (path) => /^\.(?:bun-version|bumrc)$/.test(baseNameOf(path)) },
};

const versionsIn = ({ to, ...said }: Reference, content: string): Statement[] => {
  const { runtime, source } = said;
  const doubt = (why: string): Statement[] => [{ ...said, kind: "unclear", why: `"${to}" ${why}` }];
  const how = plain[runtime];
  if (how?.takes(to) !== true) return doubt("is no kind of file whose version is known here");
  const found = linesOf(to, content).filter(({ value }) => value !== "" && (how.lines?.(value) ?? true));
  if (found.length === 0) return doubt("holds no version");
  if (how.lines === undefined && found.length > 1) return doubt("holds more than one line");
  return found.map((line) =>
    readVersion({ ...line, value: how.version?.(line.value) ?? line.value }, { tool: runtime, source }),
  );
};

const linesOf = (path: string, content: string): Located<string>[] =>
  content.split(/\r\n|\r|\n/).map((text, index) => ({
    ...{ path, value: text.trim(), line: index + 1 },
    column: text.length - text.trimStart().length + 1,
  }));
