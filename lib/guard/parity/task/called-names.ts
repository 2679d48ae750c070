/**
 * Programs whose words are names of scripts of package.json, or commands each: `node --run NAME`, `run-s NAME NAME`,
 * `concurrently "…" npm:NAME`.
 *
 * nodejs.org "Command-line API", `--run`; the manuals of npm-run-all2, concurrently and start-server-and-test.
 *
 * @module
 */
import { shellQuote } from "../../../text.ts";
import type { Word } from "../shell/syntax.ts";
import type { Named } from "./package-scripts.ts";

/** Scripts by name, and lines for a shell. */
export type Listing = (words: readonly Word[]) => readonly Listed[];
type Listed = Named | { line: string };

/** Of the program of that name; it is given the words behind that. */
export const listingOf = (program: string): Listing | undefined => listings.get(program);

// --- internal ---

/** `node --watch --run NAME -- ARGUMENTS`: an option of node as long as no script of its own stands before it. */
const runByNode: Listing = (words) => {
  const run = words.find(({ value = "" }) => /^--run(?:=|$)/.test(value));
  if (run === undefined) return [];
  const at = words.indexOf(run);
  const before = words.slice(0, at);
  const isOther = before.some(
    ({ value = "" }, index) => !value.startsWith("-") && !/^-/.test(before[index - 1]?.value ?? ""),
  );
  if (isOther) return [];
  const [, given] = /=(.*)/s.exec(run.value ?? "") ?? [];
  const rest = words.slice(given === undefined ? at + 2 : at + 1);
  const name = given ?? words[at + 1]?.value;
  return name === undefined ? [] : [{ name, args: argumentsIn(rest.filter(({ value }) => value !== "--")) }];
};

/** `run-s NAME "NAME ARGUMENT" "PATTERN:*" -- ARGUMENTS` */
const runAll: Listing = (words) => {
  const end = words.findIndex(({ value }) => value === "--");
  const args = end === -1 ? [] : argumentsIn(words.slice(end + 1));
  return words.slice(0, end === -1 ? undefined : end).flatMap(({ value = "" }) => {
    const [first = "", ...own] = value.split(/\s+/);
    if (/^$|^-/.test(first)) return [];
    return patternsOf(first).map((name) => ({ name, args: [...own.filter((word) => word !== "--"), ...args] }));
  });
};

/** `concurrently -n a,b "COMMAND" npm:NAME "npm:PATTERN-*" "npm run PATTERN:*"` */
const runTogether: Listing = (words) =>
  words.flatMap(({ value = "" }, index): Listed[] => {
    if (/^$|^-/.test(value) || ofConcurrently.test(words[index - 1]?.value ?? "")) return [];
    const [, short, long, behind = ""] =
      /^(?:(?:npm|pnpm|yarn|bun|node|deno):(\S+)|(?:npm|pnpm|yarn|bun) run (\S*\*\S*))(.*)/s.exec(value) ?? [];
    const name = short ?? long;
    if (name === undefined) return [{ line: value }];
    return patternsOf(name).map((one) => ({
      name: one,
      args: behind.split(/\s/).filter((word) => !/^(?:--)?$/.test(word)),
    }));
  });

/** `start-server-and-test NAME URL "COMMAND"` */
const runServed: Listing = (words) =>
  words.flatMap(({ value = "" }): Listed[] => {
    // No script has an address or a port for its name.
    if (/^$|^-/.test(value)) return [];
    return [/\s/.test(value) ? { line: value } : { name: value, args: [] }];
  });

/** Options of it whose value is the next word. */
const ofConcurrently =
  /^(?:-[nclptms]|--(?:names|name-separator|prefix(?:-colors|-length)?|timestamp-format|max-processes|success|restart-(?:tries|after)|hide|default-input-target|kill-signal|kill-timeout))$/;

const argumentsIn = (words: readonly Word[]): string[] =>
  words.map(({ value, raw }) => (value === undefined ? raw : shellQuote(value)));

/** Names in which `*` stands for whatever may stand there: of `{a,b}` each alone. */
const patternsOf = (pattern: string): readonly string[] => {
  const [, before = "", inner, behind = ""] = /^([^{]*)\{([^{}]*)\}(.*)/s.exec(pattern) ?? [];
  const each = inner?.includes(",") === true ? inner.split(",").map((one) => `${before}${one}${behind}`) : [pattern];
  return each.map((one) =>
    one
      .replace(/[!?*+@]\([^()]{0,99}\)|\{[^{}]{0,99}\}|\[[^\]]{0,99}\]|[*?!]+/g, "*")
      // What is left of them has others in it.
      .replace(/[{}()[\]].*/s, "*"),
  );
};

const listings = new Map<string, Listing>([
  ...["node", "nodejs"].map((name) => [name, runByNode] as const),
  ...["run-s", "run-p", "npm-run-all", "npm-run-all2"].map((name) => [name, runAll] as const),
  ...["start-server-and-test", "server-test", "start-test"].map((name) => [name, runServed] as const),
  ...["concurrently", "conc"].map((name) => [name, runTogether] as const),
]);
