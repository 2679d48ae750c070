/**
 * How many jobs make runs at once, where only a run knows it: `make -j$(nproc)`, `make -j "$JOBS"`.
 *
 * GNU make's manual, "Parallel Execution": behind `-j` in its own word make takes a number and fails at anything else, while a word
 * of its own may be another flag.
 *
 * @module
 */
import type { Asked } from "./task.ts";

export interface Counted {
  /** With a number in the place of what only a run knows. */
  argv: readonly (string | undefined)[];
  /** Names of the environment that have to be numbers: {@link asNumber}. */
  asks: readonly string[];
}

interface Counting extends Pick<Asked, "words"> {
  past: Asked["past"] | undefined;
}

export const readCounts = ({ words, past = "" }: Counting): Counted => {
  const asks: string[] = [];
  // Whoever defines one of them decides what it says: several words, where no quotes keep them together.
  const isOwn = words.some(({ value }) => value === undefined) && defining.test(past.replace(/["'\\]/g, ""));
  const argv = words.map(({ value, raw }, index) => {
    if (value !== undefined) return value;
    const flag = flagOf(raw, isOwn);
    if (flag !== undefined) return `${flag}1`;
    if (!/^(?:-[^CfjlO-]*j|--jobs)$/.test(words[index - 1]?.value ?? "")) return undefined;
    const [, name] = /^"\$\{?(?!(?:CI|GITHUB|GITLAB|RUNNER)_)([A-Za-z_]\w*)\}?"$/.exec(raw) ?? [];
    if (name !== undefined) asks.push(asNumber(name));
    return name !== undefined || (!isOwn && isCount(raw)) ? "1" : undefined;
  });
  return { argv, asks };
};

/** How a name is asked for that may be set to a number, and to nothing else. */
export const asNumber = (name: string): string => `#${name}`;

/** A number, or what a program of the system says of how many processors there are. */
export const isCount = (written: string): boolean => count.test(written.replace(/^"(.*)"$/s, "$1").trim());

// --- internal ---

/** The flag in front of a number in its own word. */
const flagOf = (raw: string, isOwn: boolean): string | undefined => {
  const [, whole = "", flag, behind = ""] = attached.exec(raw) ?? [];
  const isOne = quoted.test(whole === "" ? behind : raw);
  return isOne || (!isOwn && isCount(behind)) ? flag : undefined;
};

/** The flag with what belongs to it; the whole in quotes, or only what is behind the flag. */
const attached = /^("?)(-[^CfjlO"$`-]*[jl]|--(?:jobs|load-average|max-load)=)(.+)$/s;

/** One word whatever it stands for: without a list of several, and nothing that CI puts in before the shell reads it. */
const quoted = /^"(?!.*\$(?:\{\{|\[\[))[^"@]*"$/s;

const programs = "(?:nproc(?: --all)?|getconf _?NPROCESSORS_ONLN|sysctl -n hw\\.(?:logical|physical)?(?:ncpu|cpu))";
const said = `${programs}(?: 2> ?/dev/null)?(?: \\|\\| (?:${programs}(?: 2> ?/dev/null)?|echo \\d+)){0,4}`;
const asked = `(?:\\$\\( ?${said} ?\\)|\`${said}\`)`;
const count = new RegExp(`^(?:\\d+|${asked}|\\$\\(\\((?:[\\d\\s+*/-]|${asked}){1,40}\\)\\))$`);

const defining = /\b(?:nproc|getconf|sysctl)\s*\(\s*\)|\bfunction\s+(?:nproc|getconf|sysctl)\b|\balias\b/;
