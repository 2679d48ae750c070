/**
 * What single values of a configuration may look like. No schema library: the hot path uses these too.
 *
 * @module
 */
import { messageOf } from "../errors.ts";
import { compileGlobs } from "../glob.ts";

/**
 * Bytes of a size: `"5 MB"`, `"500 kB"`, `"1 GiB"`, `"10 B"`, or a whole number of bytes of at least 1024.
 *
 * Undefined when it can't be meant. A smaller bare number is nearly always one whose unit was forgotten.
 */
export const parseSize = (size: unknown): number | undefined => {
  if (typeof size === "number") return Number.isSafeInteger(size) && size >= 1024 ? size : undefined;
  const match = typeof size === "string" ? sizePattern.exec(size) : null;
  const unit = units[match?.[2] ?? ""];
  if (match === null || unit === undefined) return undefined;
  const bytes = Math.round(Number(match[1]) * unit);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
};

/** `number unit`; the unit decides between powers of 1000 and of 1024. */
export const sizePattern = /^(\d{1,15}(?:\.\d{1,9})?) ?(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$/;

/** Why `size`, which has the right form, can't be a size, or undefined. */
export const sizeProblem = (size: string | number): string | undefined =>
  typeof size === "string" && sizePattern.test(size) && parseSize(size) === undefined ? "it is too large" : undefined;

/** Why `glob` can't be a glob of a configuration, or undefined. */
export const globProblem = (glob: string): string | undefined => {
  if (glob.includes("\\")) return "it has a backslash; paths are written with slashes";
  if (glob.includes("\0")) return "it has a NUL";
  if (glob.startsWith("/") || /^[A-Za-z]:/.test(glob)) return "it is absolute";
  const segments = glob.split("/");
  if (segments.includes(".") || segments.includes("..")) return 'it has a "." or ".." segment';
  // A trailing slash would match no file ever, and a gate that matches nothing is open.
  if (glob.endsWith("/")) return `it ends in a slash and would match nothing; "${glob}**" takes all below it`;
  if (segments.includes("") && glob !== "") return "it has an empty segment";
  try {
    compileGlobs([glob]);
    return undefined;
  } catch (error) {
    const [message, known] = [messageOf(error), `Cannot use the glob "${glob}": `];
    return message.startsWith(known) ? message.slice(known.length) : message;
  }
};

/** Why `url` can't be the canonical URL of a repository, or undefined. */
export const repositoryProblem = (url: string): string | undefined => {
  if (!URL.canParse(url)) return "it is not a URL";
  const { protocol, hostname, password, username } = new URL(url);
  if (!["https:", "http:", "ssh:", "git:"].includes(protocol)) return `"${protocol}" is no protocol of a repository`;
  if (hostname === "") return "it names no host";
  if (password !== "" || (username !== "" && protocol.startsWith("http"))) return "it carries a user name or password";
  return undefined;
};

/** Why an object can't say where forbidden tokens are, or undefined. */
export const forbiddenProblem = (files: {
  file?: string | undefined;
  ignoreCase?: boolean | undefined;
  private?: string | undefined;
  saltFile?: string | undefined;
}): string | undefined => {
  if (files.file === undefined && files.private === undefined) return "it names no list";
  if (files.ignoreCase !== undefined && files.file === undefined) return "ignoreCase is for a file";
  return files.saltFile !== undefined && files.private === undefined ? "saltFile is for a private list" : undefined;
};

/** Why `argv` can't be a command, or undefined. */
export const commandProblem = (argv: readonly string[]): string | undefined => {
  const [program] = argv;
  if (program === undefined) return "it is empty";
  if (argv.some((word) => word === "" || word.includes("\0"))) return "it has an empty word or a NUL";
  // No shell splits it later: a whole command line in one string would never be found as a program.
  if (/\s/.test(program) && !program.includes("/")) return "the program's name has a space; write each word by itself";
  return undefined;
};

/** Why `run` can't name something that only CI runs, or undefined. */
export const ciOnlyProblem = (run: string): string | undefined => {
  const rest = run.replace(/^(?:uses|workflow):/, "");
  // An exception for everything would be no check.
  if (/^[\s*]*$/.test(rest)) return "it names nothing";
  return run.includes("\0") ? "it has a NUL" : undefined;
};

/** Milliseconds of an age such as `30m`, `1h` or `7d`; undefined when it can't be meant. */
export const parseAge = (text: string): number | undefined => {
  const match = agePattern.exec(text);
  const unit = ageUnits[match?.[2] ?? ""];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
};

/** Whole number and unit without a space: seconds, minutes, hours, days. */
export const agePattern = /^([1-9]\d{0,5})(s|m|h|d)$/;

export const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;
export const commandName = /^[A-Za-z0-9][\w.:-]*$/;

/** Such as `no-print`. */
export const ruleName = /^(?=.{1,64}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Why `path` can't be a path of a fixture, or undefined. */
export const rulePathProblem = (path: string): string | undefined => {
  if (/[\0\ud800-\udfff]/u.test(path)) return "it has a NUL or half a character";
  const elements = path.split("/");
  if (elements.includes("")) return "it has an empty element, or is absolute";
  return elements.some((element) => element === "." || element === "..") ? 'it has a "." or ".." element' : undefined;
};

/** Why `text` can't be base64, or undefined. */
export const base64Problem = (text: string): string | undefined =>
  Buffer.from(text, "base64").toString("base64") === text ? undefined : "it is not what its bytes would give";

/** Why `rule` can't be one, or undefined. */
export const ruleProblem = (rule: { judge?: unknown; judgeAll?: unknown }): string | undefined =>
  (rule.judge === undefined) === (rule.judgeAll === undefined) ? "it needs either judge or judgeAll" : undefined;

/** Which name two of `rules` have, or undefined. */
export const repeatedName = (rules: readonly { name: string }[]): string | undefined => {
  const names = rules.map(({ name }) => name);
  const again = names.find((name, index) => names.indexOf(name) !== index);
  return again === undefined ? undefined : `"${again}" is there twice`;
};

// --- internal ---

const ageUnits: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3600e3, d: 86400e3 };

const units: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};
