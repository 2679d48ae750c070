/**
 * Commands that stand in the words of others, `X=$(git describe)`: whose failure counts, and which only read something.
 *
 * @module
 */
import type { Run } from "./runs.ts";

/** Whether it, or what leads to it, is run for what it prints. */
export const isHeld = (run: Run): boolean => [...run.via, run].some(({ held }) => held !== undefined);

/** Whether nothing becomes of its failure, because it stands in such a word: `echo "$(npm run lint)"`. */
export const isLost = (run: Run): boolean => [...run.via, run].some(({ held }) => held === "lost");

/** Whether it says what is there already, and judges nothing by its status. */
export const isReading = ({ argv: [name, ...values], raws, fronts }: Run): boolean => {
  // `command -v program`
  if (fronts.some(({ program, flags }) => program === "command" && flags.some(({ flag }) => /^-[vV]$/.test(flag))))
    return true;
  const rest = values.map((value, index) => value ?? (raws[index + 1] ?? "").replace(/["']/g, ""));
  return name !== undefined && isReadingBy(name, rest);
};

// --- internal ---

const isReadingBy = (name: string, rest: readonly string[]): boolean => {
  if (rest.length === 1 && rest[0] === "--version") return /^[a-z][\w.+-]*$/.test(name);
  return readers.has(name) ? !rest.some((word) => comparing.get(name)?.test(word)) : reading.get(name)?.(rest) === true;
};

/** Most of them whatever their words are. */
const readers = new Set(
  [
    "arch awk base64 basename bc cat comm cut date df dirname du egrep expr fgrep file fmt fold gawk getconf grep head",
    "hexdump hostname id join jq ls lsb_release md5sum mktemp nl nproc od paste pkg-config ps readlink realpath rev seq",
    "sha1sum sha256sum sha512sum shasum sort stat sw_vers tac tail tput tr tty type uniq uuidgen wc which xcode-select",
    "xxd yes yq",
  ].flatMap((names) => names.split(" ")),
);

/** Words by which such a program says by its status what it found, or runs something. */
const comparing = new Map<string, RegExp>([
  ...["jq", "yq"].map((name) => [name, /^(?:-\w*e\w*|--exit-status)$/] as const),
  ...["awk", "gawk"].map((name) => [name, /\bexit\s*[^\s0;}]|\bsystem\b|\|\s*(?:getline|["'])/] as const),
  ...["sort", "md5sum", "sha1sum", "sha256sum", "sha512sum", "shasum"].map(
    (name) => [name, /^(?:-\w*[cC]\w*|--check(?:=.*)?)$/] as const,
  ),
]);

type IsReading = (words: readonly string[]) => boolean;

/** What it is asked, behind options of the program itself. */
const asking =
  (words: RegExp): IsReading =>
  (rest) =>
    words.test(rest.filter((word) => !word.startsWith("-")).join(" "));

/** A short program that neither judges nor runs something, and takes nothing of the repository but data. */
const printing =
  (flag: RegExp, isFine: (code: string) => boolean): IsReading =>
  (rest) => {
    const at = rest.findIndex((word) => flag.test(word));
    const code = rest[at + 1];
    return at === 0 && code !== undefined && !judging.test(code) && isFine(code);
  };

const judging =
  /\b(?:assert|raise|throw|exit\w*|abort|kill|system|popen|subprocess|spawn\w*|exec(?:file|sync|filesync|[lv]\w{0,2})?|fork|child_process|eval|import_module|__import__|runpy)\b/i;

/** Node's own modules, and data. */
const isFineNode = (code: string): boolean =>
  !/\bimport\b/.test(code) &&
  [...code.matchAll(/\brequire\b(?:\s*\(\s*(["'`])(?:node:)?([\w@./-]*)\1\s*\))?/g)].every(({ 2: name = "" }) =>
    /^(?:fs|os|path|process|url|util|crypto)$|\.json$/.test(name),
  );

const modulesOfPython =
  /^(?:json|sys|os|re|platform|sysconfig|site|pathlib|datetime|time|configparser|tomllib|tomli|toml|yaml|glob|hashlib|base64|uuid|importlib(?:\.\w+)*|xml(?:\.\w+)*|urllib(?:\.\w+)*|socket|string|secrets|random|multiprocessing)$/;

const isFinePython = (code: string): boolean =>
  [...code.matchAll(/\bimport\s+([\w.]+(?:\s*,\s*[\w.]+)*)|\bfrom\s+([\w.]+)\s+import\b/g)].every(
    ({ 1: names, 2: from }) => (from ?? names ?? "").split(",").every((name) => modulesOfPython.test(name.trim())),
  );

const node = printing(/^(?:-p|-e|-pe|--print|--eval)$/, isFineNode);
const code = printing(/^-c$/, isFinePython);
const python: IsReading = (rest) =>
  code(rest) || (rest[0] === "-m" && /^(?:platform|setuptools_scm|site|sysconfig)$/.test(rest[1] ?? ""));

/** Neither with what makes its status an answer. */
const git: IsReading = (rest) => {
  const at = rest.findIndex((word, index) => !word.startsWith("-") && !ofNext.test(rest[index - 1] ?? ""));
  const [command = "", ...words] = at === -1 ? [] : rest.slice(at);
  if (/^(?:config|describe|rev-parse|show-ref|symbolic-ref)$/.test(command)) return true;
  return (
    ofGit.has(command) && !(command === "tag" && words[0] === "-v") && !words.some((word) => judgingGit.test(word))
  );
};

const ofNext = /^(?:-[Cc]|--git-dir|--work-tree)$/;

const judgingGit = /^--(?:exit-code|quiet|check|is-ancestor|verify|ext-diff)$/;

const ofGit = new Set(
  "blame branch cat-file diff diff-index diff-tree for-each-ref grep log ls-files ls-remote ls-tree merge-base name-rev remote rev-list shortlog show status tag var version".split(
    " ",
  ),
);

/** `xargs -n 1 basename` */
const xargs: IsReading = (rest) => {
  const text = rest.join(" ").replace(/^(?:-[InPLd] ?\S+ |-[0rtx]+ |--\S+ )*/, "");
  const [name = "", ...words] = text.split(" ");
  return name === "" || name === "echo" || (name !== "xargs" && isReadingBy(name, words));
};

const reading = new Map<string, IsReading>([
  ["git", git],
  ["xargs", xargs],
  ["sed", (rest) => !rest.some((word) => /^-\w*i|^--in-place/.test(word))],
  ["find", (rest) => !rest.some((word) => /^-(?:exec|ok|delete|f(?:print|ls))/.test(word))],
  ["node", node],
  ["bun", node],
  ["python", python],
  ["python3", python],
  ["gh", asking(/^(?:api|auth token|(?:pr|issue|release|run|repo|workflow) (?:view|list)|pr diff)\b/)],
  ["npm", asking(/^(?:bin|root|prefix|view|show|info|pkg get|config get|get|whoami)\b/)],
  ["pnpm", asking(/^(?:bin|root|store path|config get|view|info)\b/)],
  ["yarn", asking(/^(?:cache dir|config get|bin|info)\b/)],
  ["pip", asking(/^(?:cache dir|show|config get|freeze|list)\b/)],
  ["pip3", asking(/^(?:cache dir|show|config get|freeze|list)\b/)],
  ["poetry", asking(/^(?:version|env info|config)\b/)],
  ["hatch", asking(/^version$/)],
  ["go", asking(/^(?:env|list|version)\b/)],
  ["cargo", asking(/^(?:metadata|pkgid|locate-project|read-manifest)\b/)],
  ["rustc", (rest) => /^(?:-vV|-Vv|--version|--print)/.test(rest[0] ?? "")],
  ["docker", asking(/^(?:inspect|images|ps|info|version|port|(?:image|container|volume|network) (?:inspect|ls))\b/)],
  ["brew", (rest) => /^--(?:prefix|cellar|cache|repository)$/.test(rest[0] ?? "")],
  ["composer", asking(/^(?:config|show)\b/)],
  ["gem", asking(/^env\b/)],
  ["xcrun", (rest) => rest.every((word) => /^(?:--show-\S+|--sdk|--find|-f|[\w.]+)$/.test(word))],
  ["aws", asking(/^[\w-]+ (?:describe|get|list)-[\w-]+/)],
  ["gcloud", asking(/^(?:config get|auth print-)/)],
  ["terraform", asking(/^(?:output|version)\b/)],
  ["kubectl", asking(/^(?:\S+ )?get\b/)],
  ["mvn", asking(/^help:evaluate$/)],
  ["openssl", asking(/^(?:rand|version)\b/)],
  ["uv", asking(/^(?:cache dir|python find|tool dir|version)\b/)],
  ["sysctl", (rest) => rest[0] === "-n"],
]);
