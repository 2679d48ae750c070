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
  { kind, metadata, members }: Package,
  { name, commands }: { name: string; commands: readonly string[] },
): Finding[] => {
  const path = metadata?.path.replace(/[^/]*$/, "entry_points.txt");
  const found = members.find((member) => member.path === path);
  if (kind !== "wheel" || path === undefined || found === undefined) return [];
  const lists = new Map<string, Located<string>[]>();
  let key = "";
  for (const [index, line] of found.bytes
    .toString("utf8")
    .split(/\r\n|\n|\r/)
    .entries()) {
    key = /^\s*\[([^\]]*)\]/.exec(line)?.[1] ?? key;
    const command = /^([^\s=#;[][^=]*?)\s*=/.exec(line)?.[1];
    if (command === undefined || !/^(?:console|gui)_scripts$/.test(key)) continue;
    lists.set(key, [...(lists.get(key) ?? []), { value: command, path, line: index + 1, column: 1 }]);
  }
  return [...lists].flatMap(
    ([list, names]) =>
      judgeEntryPointNames({ key: `[${list}]`, entryPoints: names.map((one) => ({ name: one })) }, name, commands) ??
      [],
  );
};
