/**
 * Whether what a script writes as the value of a variable stays on one line: a file of variables is read line by line, so that a second
 * line sets another one.
 *
 * @module
 */
import { commandsIn } from "./shell/given.ts";
import { parseShell } from "./shell/parse.ts";
import { substitutionsIn } from "./shell/substitutions.ts";
import type { Node, Simple, Word } from "./shell/syntax.ts";

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
  const rest = commands.reduce((left, { raw }) => left.replace(raw, () => ""), text);
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
  const isFilled = commands.some(({ words: [called, ...others] }) => {
    const isOpen = others.some(({ raw }) => /^-\w*[vdN]/.test(raw));
    return isOpen && /^(?:read|printf)$/.test(called?.value ?? "") && others.some(({ raw }) => raw === name);
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
  // What fails prints nothing; behind && both print.
  if (node.kind === "and-or")
    return node.parts.every(({ before, node: part }) => before !== "&&" && isNode(part, place));
  if (node.kind === "simple") return isShort(node, place);
  if (node.kind !== "pipeline") return false;
  const [first, ...filters] = node.parts;
  const from = filters.findLastIndex((one) => one.kind === "simple" && isShort(one, place));
  if (from === -1 && (first === undefined || !isNode(first, place))) return false;
  return filters.slice(from + 1).every((one) => one.kind === "simple" && keepsLines(one));
};

/** Prints one line, whatever it is given. */
const isShort = ({ words }: Simple, place: Place): boolean => {
  const [name, ...others] = words;
  if (name?.value === "echo") return others.every((word) => isPrinted(word, place));
  const known = short.get(name?.value ?? "");
  return known?.test(others.map(({ raw }) => raw.replace(/["']/g, "")).join(" ")) === true;
};

/** Without quotes the ends of lines become spaces, by what IFS is at first. */
const isPrinted = ({ raw, value }: Word, place: Place): boolean => {
  if (/\\[nrx0]|\n/.test(raw)) return false;
  if (value !== undefined) return true;
  return !/["']|^-/.test(raw) && !/\bIFS\b/.test(place.script) ? true : isText(raw, place);
};

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
const keepsLines = ({ words }: Simple): boolean => {
  const [name = "", ...others] = words.map(({ value }) => value);
  const said = others.join("\0");
  return !others.includes(undefined) && !/\\[ndox]|\n/.test(said) && filters.get(name)?.test(said) === true;
};

/** The words behind each, with NUL between them. */
const filters = new Map<string, RegExp>([
  ["sed", /^(?:-[Er]\0)?s([/|,#])(?:(?!\1).)*\1(?:(?!\1).)*\1[gI0-9]*$/],
  ["awk", /^(?:-F\0?[^\0]+\0)?\{ ?print \$\w+ ?\}$/],
  ["cut", /^(?:(?:-[dfcb]\0?[^\0]+|-s)(?:\0(?!$)|$))+$/],
  ["tr", /^(?:-[ds]\0)?[^\\\0-][^\\\0]*(?:\0[^\\\0]+)?$/],
  ...["sort", "uniq", "rev"].map((name) => [name, /^(?:-[a-zA-Z]+(?:\0(?!$)|$))*$/] as const),
]);
