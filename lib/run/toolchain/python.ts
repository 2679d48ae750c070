/**
 * What a Python interpreter can import.
 *
 * @module
 */
import { realpathSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { PythonEnvironment } from "../../evidence/index.ts";
import { compareBytes } from "../../report.ts";
import { ask, type Context } from "./ask.ts";
import { skipOptions } from "./options.ts";
import { answerOf, inlinePython, withoutTraces } from "./python-code.ts";

/** True for the usual names of Python interpreters: `python`, `python3.13t`, `pypy3`. */
export const isPython = (name: string): boolean => /^(python|pypy|graalpy)\d*(\.\d+)?t?$/.test(name);

/** How the step starts an interpreter, as far as it decides what can be imported. */
export interface PythonCall {
  /** Flags to repeat: those that take places off the search path. */
  flags: string[];
  /** The directory that comes first on the search path, unless the flags leave it out; null when it isn't known. */
  entry: string | null;
}

/** Read an interpreter's arguments: https://docs.python.org/3/using/cmdline.html. */
export const readPythonArgs = (args: readonly string[], cwd: string): PythonCall => {
  const { options, rest } = skipOptions(args, valuedOptions);
  const last = options.findIndex(({ name }) => name === "-c" || name === "-m");
  // After -c and -m come the arguments of what runs, not the interpreter's.
  const own = last === -1 ? options : options.slice(0, last);
  const flags = [...new Set(own.map(({ name }) => name).filter((name) => /^-[IEsSP]$/.test(name)))];
  const script = last === -1 ? rest[0] : undefined;
  return { flags, entry: script === undefined || script === "-" ? cwd : entryOf(resolve(cwd, script)) };
};

export interface PythonAnswer {
  /** The interpreter's own path, or null when it doesn't know. */
  executable: string | null;
  environment: Omit<PythonEnvironment, "role">;
}

/**
 * Ask the interpreter at `path`, which must not be resolved: through its symbolic link, a virtual environment's
 * interpreter knows that it belongs to one. Null when it is older than Python 3.8, fails, or takes longer than `timeout`.
 */
export const askPython = async (
  path: string,
  call: PythonCall,
  context: Context,
  timeout: number,
): Promise<PythonAnswer | null> => {
  const argv = [path, "-B", ...call.flags, "-c", inlinePython(code), call.entry ?? ""] as const;
  return readAnswer(answerOf(await ask(argv, withoutTraces(context), timeout)));
};

// --- internal ---

const valuedOptions: ReadonlySet<string> = new Set(["-c", "-m", "-W", "-X", "--check-hash-based-pycs"]);

/** A script's directory, links resolved; a directory or an archive that is run stands for itself. */
const entryOf = (script: string): string => {
  try {
    const real = realpathSync(script);
    return statSync(real).isDirectory() || /\.(zip|pyz)$/.test(real) ? real : dirname(real);
  } catch {
    return dirname(script); // Nothing there: the step will say so.
  }
};

// importlib.metadata names what lies in a place in the directory's order, and its own parser costs more than the few
// lines that are wanted. A name found in an earlier place hides the later ones.
const code = `
import platform, re
from importlib import metadata
def describe(item):
    try:
        text = item.read_text("METADATA") or item.read_text("PKG-INFO") or item.read_text("") or ""
    except Exception:
        text = ""
    fields = {}
    for line in text.split("\\n"):
        if not line.strip():
            break
        key, colon, value = line.partition(":")
        if colon:
            fields.setdefault(key.strip().lower(), value.strip())
    match = re.match(r"(.+?)-([^-]+)(?:-py[^-]*)?[.](?:dist|egg)-info$", getattr(getattr(item, "_path", None), "name", ""))
    name = fields.get("name") or (match and match.group(1))
    version = fields.get("version") or (match and match.group(2)) or "unknown"
    return name and (re.sub(r"[-_.]+", "-", name).lower(), version)
path = [place for place in sys.path if isinstance(place, str)]
if sys.argv[1] and not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    path.insert(0, sys.argv[1])
found = {}
for place in path:
    here = {}
    for item in metadata.distributions(path=[place]):
        described = describe(item)
        if described and described[0] not in found:
            here.setdefault(described[0], set()).add(described[1])
    found.update(here)
answer({
    "implementation": platform.python_implementation(),
    "version": platform.python_version(),
    "executable": sys.executable or None,
    "distributions": [[name, version] for name in found for version in found[name]],
})
`;

const readAnswer = (answer: unknown): PythonAnswer | null => {
  if (typeof answer !== "object" || answer === null) return null;
  const { implementation, version, executable, distributions } = answer as Record<string, unknown>;
  if (typeof implementation !== "string" || typeof version !== "string" || !Array.isArray(distributions)) return null;
  const read = (distributions as unknown[]).map((pair) =>
    Array.isArray(pair) ? { name: `${pair[0]}`, version: `${pair[1]}` } : null,
  );
  const sorted = read
    .filter((item) => item !== null)
    .sort((a, b) => compareBytes(a.name, b.name) || compareBytes(a.version, b.version));
  return {
    executable: typeof executable === "string" ? executable : null,
    environment: { implementation, version, distributions: sorted },
  };
};
