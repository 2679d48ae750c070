/**
 * Scripts and what interprets them.
 *
 * @module
 */
import { closeSync, openSync, readSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * What the system starts for the executable at `path`, each with its arguments before the script's own path.
 *
 * Empty for a binary or a file that can't be read. A file with neither a shebang nor binary bytes is run by
 * `/bin/sh`, as `execvp` does. Two answers when a first line for the shell hands over to Python, as installers write
 * it where the interpreter's path is too long or holds spaces.
 */
export const interpretersOf = (path: string): [string, ...string[]][] => {
  const head = readHead(path);
  if (head === null || head.length === 0) return [];
  const [first = "", second = ""] = head.split("\n", 2);
  if (!first.startsWith("#!")) return head.includes("\0") || isMachO(head) ? [] : [["/bin/sh"]];
  // Everything after the interpreter is one argument: execve(2), "Interpreter scripts".
  const [, interpreter, argument] = /^#![ \t]*([^ \t]+)[ \t]*(.*?)[ \t]*$/.exec(first) ?? [];
  if (interpreter === undefined) return [];
  const command = interpreter.includes("/") ? interpreter : `./${interpreter}`;
  const direct: [string, ...string[]] = argument ? [command, argument] : [command];
  const handedTo = trampolineTarget(second, path);
  return handedTo === null ? [direct] : [direct, [handedTo]];
};

// --- internal ---

const readHead = (path: string): string | null => {
  try {
    const fd = openSync(path, "r");
    try {
      const bytes = Buffer.allocUnsafe(4096);
      // Bytes of names stay apart from each other in Latin-1; only a shebang is read as UTF-8.
      const head = bytes.subarray(0, readSync(fd, bytes));
      if (head[0] === 0x7f) return null; // ELF, nearly always.
      return head[0] === 0x23 ? head.toString("utf8") : head.toString("latin1");
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
};

const isMachO = (head: string): boolean => /^(\xca\xfe\xba\xbe|[\xcf\xce]\xfa\xed\xfe)/.test(head);

/** `'''exec' "/long path/python" "$0" "$@"`, or relative to the script's own directory (uv's relocatable form). */
const trampolineTarget = (line: string, path: string): string | null => {
  const target = /^'''exec' (.+?) "\$0" "\$@"/.exec(line)?.[1];
  if (target === undefined) return null;
  const own = /^"\$\(dirname[^)]*\)?\)"\/['"]?([^'"]+)['"]?$/.exec(target.replace('$(realpath -- "$0")', "$0"))?.[1];
  if (own !== undefined) return join(dirname(realpathSync(path)), own);
  return target.replace(/^(['"])(.*)\1$/, "$2").replace(/\\(.)/g, "$1");
};
