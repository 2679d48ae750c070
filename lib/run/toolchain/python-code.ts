/**
 * Python programs on one line, and their answers.
 *
 * @module
 */
import type { Context } from "./ask.ts";

/**
 * One line of Python 3.8 or later that runs `code`. Hexadecimal, because `conda run` refuses line breaks and
 * other launchers quote badly. `code` says what it has to say by calling `answer` once, with something JSON can hold.
 */
export const inlinePython = (code: string): string =>
  `exec(bytes.fromhex("${Buffer.from(`${prelude}\n${code}`, "utf8").toString("hex")}"))`;

/** What `code` gave to `answer`, among whatever else was printed; undefined when there is none. */
export const answerOf = (output: string | null): unknown => {
  const line = output?.split("\n").findLast((candidate) => candidate.startsWith(marker));
  if (line === undefined) return undefined;
  try {
    return JSON.parse(line.slice(marker.length));
  } catch {
    return undefined;
  }
};

/** An environment in which Python keeps no compiled files of what it imports. */
export const withoutTraces = ({ cwd, env }: Context): Context => ({
  cwd,
  env: { ...env, PYTHONDONTWRITEBYTECODE: "1" },
});

// --- internal ---

const marker = "kprov-answer:";

// The working directory leaves sys.path first: a "json.py" in it must not be what answers. The process ends at
// once, so that nothing registered to run at exit (coverage's data file, say) is written.
const prelude = `
import sys
if sys.path and sys.path[0] == "":
    del sys.path[0]
import json, os
def answer(value):
    rest = ("\\n${marker}" + json.dumps(value) + "\\n").encode("ascii")
    while rest:
        rest = rest[os.write(1, rest):]
    os._exit(0)
`;
