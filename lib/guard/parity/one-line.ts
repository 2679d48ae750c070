/**
 * Whether what a script writes as the value of a variable stays on one line: a file of variables is read line by line, so that a second
 * line sets another one.
 *
 * @module
 */
import { commandsIn, functionsIn } from "./shell/given.ts";
import { parseShell } from "./shell/parse.ts";
import { substitutionsIn } from "./shell/substitutions.ts";
import type { Node, Word } from "./shell/syntax.ts";

/** Of `line`, in `script`, which gives its variables their values. False for what can't be read. */
export const isOfOneLine = (line: string, script: string): boolean => {
  try {
    return isText(line, { script, seen: new Set() });
  } catch {
    return false;
  }
};

// --- internal ---

interface Place {
  script: string;
  /** Variables that are being asked for. */
  seen: ReadonlySet<string>;
}

/** Commands in a text that is written out, and the variables in it. */
const isText = (text: string, place: Place): boolean => {
  const commands = substitutionsIn({ text, isSh: false }, { at: 0, end: text.length });
  const rest = commands.reduce((left, { raw }) => left.replace(raw, ""), text);
  return (
    commands.every((one) => isList(one.text, place)) &&
    [...rest.matchAll(/\$\{?([A-Za-z_]\w*)/g)].every(({ 1: name = "" }) => isVariable(name, place))
  );
};

/** What nothing in the script sets comes from the workflow, where it is looked at. */
const isVariable = (name: string, { script, seen }: Place): boolean => {
  if (seen.has(name)) return true;
  const place = { script, seen: new Set([...seen, name]) };
  const commands = commandsIn(parseShell(script));
  const isFilled = commands.some(({ words }) => {
    const [called = "", ...others] = words.map(({ raw }) => raw);
    return /^(?:read|printf)$/.test(called) && others.includes(name) && others.some((raw) => /^-\w*[vdN]/.test(raw));
  });
  const setting = new RegExp(`^${name}\\+?=|\\{${name}:?=`);
  const words = commands.flatMap((one) => [...one.assignments, ...one.words]);
  return !isFilled && words.filter(({ raw }) => setting.test(raw)).every(({ raw }) => isText(raw, place));
};

const isList = (text: string, place: Place): boolean => {
  const { items } = parseShell(text);
  return items.length === 1 && items.every(({ node }) => isNode(node, place));
};

const isNode = (node: Node, place: Place): boolean => {
  switch (node.kind) {
    case "and-or":
      // What fails prints nothing; behind && both print.
      return node.parts.every(({ before, node: part }) => before !== "&&" && isNode(part, place));
    case "pipeline":
      return isPipeline(node.parts, place);
    default:
      return isShort(node, place);
  }
};

const isPipeline = (parts: readonly Node[], place: Place): boolean => {
  const from = parts.findLastIndex((one) => isShort(one, place));
  return from !== -1 && parts.slice(from + 1).every(keepsLines);
};

/** Prints one line, whatever it is given. */
const isShort = (node: Node, place: Place): boolean => {
  if (node.kind !== "simple") return false;
  const [name = ""] = node.words.map(({ value }) => value);
  const others = node.words.slice(1);
  // A function of the script would print something else.
  if (functionsIn(place.script).has(name)) return false;
  // Several files have several lines.
  if (others.some(({ isPattern }) => isPattern) || (ofFiles.has(name) && others.some(mayBeMany))) return false;
  if (name === "echo") return others.every((word) => isPrinted(word, place));
  return (short.get(name) ?? never).test(others.map(({ raw }) => raw.replace(/["']/g, "")).join(" "));
};

/** Without quotes the ends of lines become spaces, by what IFS is at first. */
const isPrinted = ({ raw }: Word, place: Place): boolean => {
  if (/\\[nrx0]|\n/.test(raw)) return false;
  const isSplit = !/["']/.test(raw) && !/\bIFS\b/.test(place.script);
  return isSplit || isText(raw, place);
};

const ofFiles = new Set(["head", "tail", "sha256sum", "sha1sum", "md5sum", "wc", "realpath", "readlink", "which"]);

/** Without quotes a variable may hold several words. */
const mayBeMany = ({ raw }: Word): boolean => /[$`]/.test(raw.replace(/"[^"]*"|'[^']*'/g, ""));

const never = /(?!)/;
const flag = /^-{1,2}(?:v|V|version)$/;
const oneFile = /^(?:-\S+ )*[^-\s]?\S*$/;
const ofCommit = "%(?:[HhTtPpsSfdD%]|[ac][nNeEdDritIshl])";
const format = `--(?:pretty|format)=(?:t?format:)?(?:${ofCommit}|[^%\\\\])*`;
const single = "(?:-1|-n ?1|--max-count=1)";

/** Programs, and the words behind them with which they print one line. */
const short = new Map<string, RegExp>([
  ["date", /^(?!.*(?:%n|\\|-f|--file))/],
  ...["basename", "dirname", "pwd", "uname", "hostname", "whoami", "id", "nproc", "arch", "mktemp", "readlink"].map(
    (name) => [name, oneFile] as const,
  ),
  ...["sha256sum", "sha1sum", "md5sum", "wc", "realpath"].map((name) => [name, oneFile] as const),
  ...["head", "tail"].map((name) => [name, /^(?:-1|-n ?1|--lines=1)(?: [^-]\S*)?$/] as const),
  ["tr", /^-d (?:\S*\\n|\[:space:\])|^\\n (?:\S| )$/],
  ["base64", /^(?:-w ?0|--wrap=0)(?: \S+)?$/],
  ["openssl", /^rand -(?:hex|base64) \d{1,2}$/],
  ["command", /^-v \S+$/],
  ["which", /^[^-]\S*$/],
  ...["node", "npm", "pnpm", "yarn", "python", "python3", "ruby", "rustc", "cargo", "uv"].map(
    (name) => [name, flag] as const,
  ),
  ["go", /^(?:version|env \w+)$/],
  [
    "git",
    new RegExp(
      `^(?:${[
        "rev-parse(?: --(?:short(?:=\\d+)?|verify|quiet|abbrev-ref|symbolic-full-name)| -q)* [^-]\\S*",
        "describe(?: --(?:match|exclude)[= ]\\S+| -\\S+)*(?: [^-]\\S*)?",
        `(?:show|log(?=.* ${single}(?: |$)))(?: -s| --no-patch| --date=\\S+| ${single})* ${format}(?: --date=\\S+| ${single})*(?: [^-]\\S*)?`,
        "branch --show-current|rev-parse --show-toplevel|symbolic-ref .*|merge-base \\S+ \\S+|write-tree|--version",
        `rev-list .*(?:--count|${single}).*`,
      ].join("|")})$`,
    ),
  ],
]);

/** As many lines as it reads, or less, and from nowhere else. */
const keepsLines = (node: Node): boolean => {
  if (node.kind !== "simple") return false;
  const [name = "", ...others] = node.words.map(({ value }) => value);
  const said = others.join("\0");
  return !others.includes(undefined) && !/\\[ndox]|\n/.test(said) && (filters.get(name) ?? never).test(said);
};

/** The words behind each, with NUL between them. */
const filters = new Map<string, RegExp>([
  ["sed", /^(?:-[Er]\0)?s([/|,#])(?:(?!\1).)*\1(?:(?!\1).)*\1[gI0-9]*$/],
  ["awk", /^(?:-F\0?[^\0]+\0)?\{ ?print \$\w+ ?\}$/],
  ["cut", /^(?:(?:-[dfcb]\0?[^\0]+|-s)(?:\0(?!$)|$))+$/],
  ["tr", /^(?:-[ds]\0)?[^\\\0-][^\\\0]*(?:\0[^\\\0]+)?$/],
  ...["sort", "uniq", "rev"].map((name) => [name, /^(?:-[a-zA-Z]+(?:\0(?!$)|$))*$/] as const),
]);
