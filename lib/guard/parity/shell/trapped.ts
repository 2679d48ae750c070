/**
 * A status that a trap keeps in a variable and ends with: `trap 'rc=$?; rm -f x; exit $rc' EXIT`.
 *
 * @module
 */
import { commandsIn } from "./given.ts";
import type { Held } from "./held.ts";
import { mentionsIn } from "./setters.ts";
import type { List } from "./syntax.ts";

/** What a trap runs: its action, or the body of a function that it may call. */
export interface ActionText {
  text: string;
  /** `$?` is the status of the shell where it begins. */
  isFirst: boolean;
  /** Of the function. */
  name?: string;
}

/** The variable in which one of `all` keeps the status of the shell up to its end; undefined where that is not sure. */
export const keptBy = (
  { text, isFirst, name: called }: ActionText,
  all: readonly ActionText[],
  held: Held,
): string | undefined => {
  if (!isFirst || !held.isFree()) return undefined;
  const [, name] = (called === undefined ? keeping : keepingInFunction).exec(text) ?? [];
  if (name === undefined || ofShell.test(name)) return undefined;
  const whole = all.map((one) => one.text).join("\n");
  const mentions = mentionsIn(whole);
  // Called once more it keeps another one.
  if (mentions.get(name) !== 1 || (called !== undefined && mentions.get(called) !== 1)) return undefined;
  const rest = whole.replace(
    new RegExp(`(["']?)\\$\\{?${name}\\}?\\1[ \\t]+-(?:eq|ne|lt|le|gt|ge)[ \\t]+\\d`, "g"),
    "",
  );
  if (opening.test(rest)) return undefined;
  // Another trap may come in between.
  return held.isTrappedApart() || held.isOnce(name) ? name : undefined;
};

/** Whether all traps that a script sets are for its end, or for what comes from outside. */
export const trapsApart = (text: string, list: List): boolean => {
  const traps = commandsIn(list).filter(({ words }) => words[0]?.value === "trap");
  return (
    mentionsIn(text).get("trap") === traps.length &&
    traps.every(({ words }) => words.slice(2).every(({ value = "" }) => apart.test(value)))
  );
};

// --- internal ---

const keeping = /^\s*([A-Za-z_]\w*)=(?:"\$\?"|\$\?)[ \t]*[;\n]/;
const keepingInFunction =
  /^\{(?:\s*#[^\n]*\n)*\s*(?:(?:local|declare|typeset)[ \t]+)?([A-Za-z_]\w*)=(?:"\$\?"|\$\?)[ \t]*[;\n]/;

const apart = /^(?:(?:SIG)?(?:EXIT|HUP|INT|QUIT|TERM|PIPE|ALRM)|0|1|2|3|13|14|15)$/i;

/** Variables that the shell itself changes. */
const ofShell = /^(?:_|S?RANDOM|SECONDS|LINENO|REPLY|COLUMNS|LINES|BASH\w*|EPOCH\w+|OPT\w+|PIPESTATUS|E?UID|PPID)$/;

/** What may set a variable that it does not name, or reads a value as arithmetic. */
const opening =
  /\b(?:read|mapfile|readarray|getopts|unset|let|source|printf[ \t]+-v|wait[ \t]+-\w*p)\b|(?:^|[\s;&|({])\.[ \t]|\b(?:declare|typeset|export|readonly|local)\b[^;\n=]{0,99}[$`{*?]|\(\(|\$\[|\w\[|\$\{\w+:(?![-=?+])|\[\[[^\n]{0,199}-(?:eq|ne|lt|le|gt|ge)\b/;
