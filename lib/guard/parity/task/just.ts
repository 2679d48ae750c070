/**
 * `just NAME`: recipes of a justfile.
 *
 * @module
 */
import { placesOfFile } from "../places.ts";
import { joined } from "../shell/state.ts";
import { actsOf } from "./just-acts.ts";
import { askedByJust, readJustCall } from "./just-call.ts";
import { type Shell, settingsOf, shellOf, variablesOf } from "./just-settings.ts";
import { hasOpenBracket, withoutTexts } from "./just-texts.ts";
import { type Asked, plainShell, shellWith, splitWords, type Task, type TaskFiles, type TaskScript } from "./task.ts";

/** Recipes of a justfile; undefined for another program. */
export const justTask = async (asked: Asked, files: TaskFiles): Promise<Task | undefined> => {
  const { argv, cwd } = asked;
  if (argv[0] !== "just") return undefined;
  const call = readJustCall(asked);
  if (call === undefined) return { why: "how just is called here is not understood" };
  const prefix = cwd === "" ? "" : `${cwd}/`;
  const path = files.paths.find((one) => one.startsWith(prefix) && /^\.?justfile$/i.test(one.slice(prefix.length)));
  if (path === undefined) return { why: "git tracks no justfile", perhaps: [] };
  const texts = new Map<string, string>();
  const missing = await gather(path, files, texts);
  if (missing !== undefined) return { why: `of its justfile, git does not track "${missing}"` };
  // Settings and variables of each count for the recipes of every one.
  const all = [...texts.values()].join("\n");
  const shell = shellOf(all);
  if ("why" in shell) return shell;
  const heads: Head[] = [];
  const reached = new Set<string>();
  for (const name of call.recipes) {
    const why = reach(name, texts, heads, reached);
    if (why !== undefined) return { why };
  }
  const assignments = await settingsOf(all, { cwd, given: call.given }, files);
  const setting = { variables: new Map([...variablesOf(all), ...call.given]), shell, cwd };
  const acts = actsIn(texts, cwd);
  if ("why" in acts) return acts;
  // Recipes that are imported run in the directory of the first justfile, too.
  const scripts = heads.flatMap((head) => bodyOf(head).map((line) => scriptOf(line, { ...head, ...setting })));
  return { scripts: [...acts, ...scripts.map((script) => ({ ...script, assignments, asks: askedByJust }))] };
};

// --- internal ---

/** `name` with what it needs, into `heads` in the order in which they are run, each once; why that can't be told. */
const reach = (
  name: string,
  texts: ReadonlyMap<string, string>,
  heads: Head[],
  reached: Set<string>,
): string | undefined => {
  if (reached.has(name)) return undefined;
  reached.add(name);
  if (reached.size > mostRecipes) return "its recipes lead to more than can be followed";
  const found = [...texts].flatMap(([file, text]) => headsOf(name, file, text));
  const [head] = found;
  if (head === undefined) return `its justfile has no recipe "${name}"`;
  const why = found.length > 1 ? "stands there more than once" : doubtAbout(head);
  if (why !== undefined) return `its recipe "${name}" ${why}`;
  const { before, behind } = dependenciesOf(head);
  for (const one of [...before, undefined, ...behind]) {
    const below = one === undefined ? void heads.push(head) : reach(one, texts, heads, reached);
    if (below !== undefined) return below;
  }
  return undefined;
};

/** Far above what justfiles of projects have. */
const mostRecipes = 100;

/** Behind the colon, and of those behind `&&` what is run after the recipe. */
const dependenciesOf = ({ rest }: Pick<Head, "rest">): { before: string[]; behind: string[] } => {
  const [before = "", ...behind] = rest
    .slice(rest.indexOf(":") + 1)
    .replace(/#.*/s, "")
    .split("&&");
  return { before: splitWords(before), behind: splitWords(behind.join(" ")) };
};

/** What just runs by itself as scripts: of each only the files that it names are seen. */
const actsIn = (texts: ReadonlyMap<string, string>, cwd: string): TaskScript[] | { why: string } => {
  const scripts: TaskScript[] = [];
  for (const [path, text] of texts) {
    const acts = actsOf(text);
    if ("why" in acts) return acts;
    const places = placesOfFile(path, text);
    for (const { command, at } of acts)
      scripts.push({ ...plainShell, text: `: $(${command})`, places: () => places(at), cwd, faults: [] });
  }
  return scripts;
};

/** The texts of a justfile and of all that it imports, into `texts`; what of it git does not track. */
const gather = async (path: string, files: TaskFiles, texts: Map<string, string>): Promise<string | undefined> => {
  const text = await files.text(path);
  if (text === undefined) return path;
  texts.set(path, text);
  for (const [line, optional] of text.matchAll(/^import(\?)?[ \t].*/gm)) {
    const [, single, double] = /^\S+[ \t]+(?:'([^']*)'|"([^"\\]*)")[ \t]*(?:#.*)?$/.exec(line) ?? [];
    const imported = joined(path.replace(/\/?[^/]*$/, ""), single ?? double ?? "/");
    if (imported === undefined) return line;
    if (texts.has(imported) || (optional !== undefined && !files.paths.includes(imported))) continue;
    const missing = await gather(imported, files, texts);
    if (missing !== undefined) return missing;
  }
  return undefined;
};

interface Line {
  line: string;
  /** Offset in the file. */
  at: number;
}

/** Where a recipe begins. */
interface Head {
  path: string;
  text: string;
  /** Behind its name. */
  rest: string;
  lines: readonly Line[];
  /** Of its line. */
  index: number;
}

const headsOf = (name: string, path: string, text: string): Head[] => {
  const lines = numbered(text);
  return lines.flatMap(({ line }, index): Head[] => {
    const bare = line.replace(/^@/, "");
    const rest = bare.slice(name.length);
    // `NAMES:` is another one, and `NAME := 'x'` a variable.
    if (!bare.startsWith(name) || /^(?:[\w-]|\s*:=)/.test(rest)) return [];
    return [{ path, text, rest, lines, index }];
  });
};

const numbered = (text: string): Line[] => {
  let at = 0;
  return text.split("\n").map((line) => {
    const start = at;
    at += line.length + 1;
    return { line, at: start };
  });
};

/** What of a recipe is not read: attributes can choose another system, directory or language. */
const doubtAbout = (head: Head): string | undefined => {
  const { rest, lines, index } = head;
  const before = lines.slice(0, index);
  if (rest.split(":", 1).join().trim() !== "") return "has parameters";
  const needed = Object.values(dependenciesOf(head)).flat();
  const odd = needed.find((one) => !/^[A-Za-z_][\w-]*$/.test(one));
  if (odd !== undefined) return `needs "${odd}", which is not understood`;
  if (before.some(({ line }) => isOpenEnded(line))) return "stands behind a text of several lines";
  const changing = attributesOf(before).find((line) => !isPlainAttribute(line));
  if (changing !== undefined) return `is chosen or changed by ${changing.trim()}`;
  const body = bodyOf(head);
  if (body[0]?.line.trim().startsWith("#!") === true) return "is a program of another language";
  return body.some(({ line }) => line.trimEnd().endsWith("\\")) ? "has lines that go on in the next" : undefined;
};

/** A text, which may hold lines that look like recipes, or brackets in which one may, go on in the next line. */
const isOpenEnded = (line: string): boolean => {
  const bare = withoutTexts(line);
  return /^\S/.test(line) && (bare.includes("'") || hasOpenBracket(bare));
};

/** The lines in brackets before a recipe; also the end of one that has several lines. */
const attributesOf = (before: readonly Line[]): string[] => {
  const found: string[] = [];
  for (const { line } of [...before].reverse()) {
    const bare = withoutTexts(line);
    if (line.startsWith("[") || bare.split("]").length > bare.split("[").length) found.push(line);
    else if (bare.trim() !== "") break;
  }
  return found;
};

const isPlainAttribute = (line: string): boolean => plainAttribute.test(withoutTexts(line).replace(/\s/g, ""));

const plain = "(?:private|no-exit-message|(?:doc|group)(?::…|\\(…\\))?)";
const plainAttribute = new RegExp(`^\\[${plain}(?:,${plain})*\\]$`);

/** Its lines, without those that are empty. */
const bodyOf = ({ lines, index }: Head): Line[] => {
  const behind = lines.slice(index + 1);
  const end = behind.findIndex(({ line }) => /^\S/.test(line));
  return behind.slice(0, end === -1 ? undefined : end).filter(({ line }) => line.trim() !== "");
};

interface Setting {
  path: string;
  text: string;
  variables: ReadonlyMap<string, string | undefined>;
  shell: Shell;
  cwd: string;
}

const scriptOf = ({ line, at }: Line, { path, text, variables, shell, cwd }: Setting): TaskScript => {
  const places = placesOfFile(path, text);
  const [, blank = "", prefix = "", script = ""] = /(\s*)([@-]*)(.*)/s.exec(line) ?? [];
  const start = at + line.length - script.length;
  const { options, faults } = shellWith(shell.program, shell.flags, places(start));
  const dash = prefix.indexOf("-");
  const why = "a recipe line that begins with - may fail";
  if (dash !== -1) faults.push({ kind: "masked", level: "violation", at: places(at + blank.length + dash), why });
  const placeOf = (offset: number) => places(start + Math.min(offset, Math.max(0, script.length - 1)));
  const expanded = script.replace(/\{\{\s*([\w-]+)\s*\}\}/g, (whole, name: string) => variables.get(name) ?? whole);
  const open = expanded.match(/\{\{.*?(?:\}\}|$)/gs) ?? [];
  return { ...options, text: expanded, places: placeOf, cwd, faults, open };
};
