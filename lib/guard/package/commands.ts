/**
 * The commands that a wheel installs.
 *
 * packaging.python.org, "Entry points specification": `entry_points.txt` beside METADATA.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { judgeEntryPointNames } from "../identity/entry-points.ts";
import type { Located } from "../sources/tree.ts";
import type { Package } from "./open.ts";

/** One finding for each list of commands none of which carries `name`, or is one of `commands`. */
export const judgeCommands = (
  { kind, members }: Package,
  { name, commands }: { name: string; commands: readonly string[] },
): Finding[] => {
  if (kind !== "wheel") return [];
  const files = members.filter(({ path }) => /^[^/]*\.dist-info\/entry_points\.txt$/.test(path));
  return files.flatMap(({ path, bytes }) =>
    [...listsIn(path, bytes.toString("utf8"))].flatMap(([list, names]) => {
      const entryPoints = names.map((one) => ({ name: one }));
      return judgeEntryPointNames({ key: `[${list}]`, entryPoints }, name, commands) ?? [];
    }),
  );
};

// --- internal ---

const lists = new Set(["console_scripts", "gui_scripts"]);

const listsIn = (path: string, text: string): Map<string, Located<string>[]> => {
  const found = new Map<string, Located<string>[]>();
  let key = "";
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    key = /^\[([^\]]*)\]/.exec(line)?.[1] ?? key;
    const command = /^([^\s=#;[][^=]*?)\s*=/.exec(line)?.[1];
    if (command === undefined || !lists.has(key)) continue;
    found.set(key, [...(found.get(key) ?? []), { value: command, path, line: index + 1, column: 1 }]);
  }
  return found;
};
