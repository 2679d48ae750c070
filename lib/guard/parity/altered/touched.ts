/**
 * Whether a file that a command names is one that the gate runs or judges.
 *
 * @module
 */
import { isOpen, placeOf, searched } from "../deciding.ts";
import { isEarly, isForCommits, isForPushes, ofHooks } from "../hooks.ts";
import { upwards } from "../installed.ts";
import { matcherOf } from "../listed.ts";
import { joined } from "../shell/state.ts";
import { lastOf, slashless } from "./options.ts";

/** What a command may do to what one of its words names. */
export interface Aim {
  /** Without quotes. For `certain`, what is changed, in words. */
  word: string;
  /**
   * `written`: it, and all below it. `removed`: the same. `filled`: a directory gets files that nobody names. `into`: it is
   * written, or gets `names` where it is a directory. `checkout`: the one around that directory. `touched`: it is there then. `named`: nothing is known
   * of the command. `hooks`: git runs programs of that directory. `certain`: no file says it.
   */
  how: "written" | "removed" | "filled" | "into" | "checkout" | "touched" | "named" | "hooks" | "certain";
  /** Undefined among them for what only a run knows. */
  names?: readonly (string | undefined)[];
  /** `into`: the words that say what is copied. */
  sources?: readonly string[];
  /** `into`: where nothing is there yet, a single directory may come to be it. */
  isWhole?: boolean;
}

/** What the gate runs and judges. */
export interface Aimed {
  /** What git tracks. */
  tracked: ReadonlySet<string>;
  /** Directories with tracked files below them; the top is "". */
  inner: ReadonlySet<string>;
  /** Of the tracked files those that lead to the gate. */
  files: ReadonlySet<string>;
  /** Where its task runners and npm search. */
  near: ReadonlySet<string>;
  /** Names of the programs that lead to it. */
  programs: ReadonlySet<string>;
  /** Directories that hold a repository of their own. */
  clones: ReadonlySet<string>;
  /** Something pushes. */
  pushes: boolean;
}

/** `cwd` is the directory of the command; undefined when only a run can tell. */
export const isTouched = (aim: Aim, cwd: string | undefined, aimed: Aimed): boolean => {
  const { word, how } = aim;
  if (how === "certain") return true;
  if (how === "hooks") return !areForCommits(word, aimed);
  // Descriptors and other hosts.
  if (/^$|^-$|^[\w+.-]+:\/\/|^(?:[\w.-]+@)?[\w.-]{2,}:/.test(word)) return false;
  if (how === "into") return isTouchedInto(aim, cwd, aimed);
  if (how === "removed" && ofTools.test(word)) return false;
  if (settings.test(word)) return how !== "removed";
  if (how !== "filled" && programOf(word) !== undefined) return isProgram(word, aimed.programs);
  if (how === "filled" && ofPrograms.test(`${slashless(word)}/x`)) return true;
  if (how === "filled" && /^\/usr\/*$/.test(word)) return true;
  const isWhole = tops.test(word) || (how === "filled" && word.startsWith("/"));
  const place = placeOf(isWhole ? `${word}/` : word, cwd);
  return place !== undefined && isTouchedAt({ ...aim, word: place.target }, place.cwd, aimed);
};

/** Of a name of which parts are known only when it runs, `*` for these. */
export const patternOf = (name: string): string =>
  name.replace(
    /\$\{\{[^}]{0,999}\}\}|\$\([^)]{0,999}\)|`[^`]{0,999}`|\$\w+|\{[^}]{0,999}\}|\[[^\]]{0,999}\]|[?$`{[]/g,
    "*",
  );

/** Whether one of `programs` lies there, outside of the repository. */
export const isProgram = (word: string, programs: ReadonlySet<string>): boolean => {
  const name = programOf(word);
  return name !== undefined && [...programs].some(matcherOf(patternOf(name)));
};

// --- internal ---

const tops = /^\$(?:\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR|PWD)\}?|\{\{\s*github\.workspace\s*\}\})$/;

/** Wherever they lie, npm, git, pnpm or every program reads them. */
const settings =
  /(?:^|\/)(?:\.npmrc|\.gitconfig|\.yarnrc\.yml|\.config\/(?:git|pnpm)\/\w+|etc\/(?:npmrc|gitconfig|ld\.so\.preload))$/;

/** What images bring along; without it less runs, not something else. */
const ofTools =
  /^\$\{?(?:AGENT_TOOLSDIRECTORY|RUNNER_TOOL_CACHE|ANDROID_\w+|JAVA_HOME\w*|GOROOT\w*|GOPATH|CONDA|CARGO_HOME|RUSTUP_HOME|NVM_DIR)\b/;

/** Directories of programs outside of the repository; temporary ones are in no PATH by themselves. */
const ofPrograms = /^(?!\/tmp\/|\$\{?(?:RUNNER_TEMP|TMPDIR)\b|\$\{\{\s*runner\.temp)(?=[~/$]).*\/s?bin\/([^/]+)$/s;

const ofSearch = /^(?:\$\(|`)\s*(?:which|command -v|type -[pP])\s+([\w.-]+)\s*[)`]$/;

const programOf = (word: string): string | undefined => (ofPrograms.exec(word) ?? ofSearch.exec(word))?.[1];

/** A directory that git tracks, from the top, with hooks for whoever commits. */
const areForCommits = (word: string, { inner, tracked, pushes }: Aimed): boolean => {
  const path = joined("", word) ?? "";
  if (path === "" || !inner.has(path)) return false;
  const names = [...tracked].flatMap((one) => (one.startsWith(`${path}/`) ? one.slice(path.length + 1) : []));
  return !names.some((name) => isEarly(name) || (pushes && isForPushes(name)));
};

const isTouchedInto = (aim: Aim, cwd: string | undefined, aimed: Aimed): boolean => {
  const word = slashless(aim.word);
  if (ofHooks.test(word)) return isTouchedHooks(aim, cwd, aimed);
  if (!isDirectory(aim.word, cwd, aimed)) return isTouched({ word, how: "written" }, cwd, aimed);
  return (aim.names ?? [undefined]).some((name) =>
    isTouched(name === undefined ? { word, how: "filled" } : { word: `${word}/${name}`, how: "written" }, cwd, aimed),
  );
};

/** A repository's own directory of hooks gets more of them. */
const isTouchedHooks = ({ sources = [], isWhole }: Aim, cwd: string | undefined, aimed: Aimed): boolean => {
  const names = sources.flatMap((source) => copiesOf(source, cwd, aimed));
  const isAlone = isWhole === true && names.length === 1;
  return names.length === 0 || isAlone || !names.every((name) => isForCommits(`.git/hooks/${name}`, aimed));
};

/** Names of what is copied, of a pattern by what git tracks; "" among them for what only a run knows. */
const copiesOf = (source: string, cwd: string | undefined, { tracked }: Aimed): string[] => {
  const [, directory = "", name = ""] = /^((?:[\w.@+-]*\/)*)([\w.@+*-]*)$/.exec(source) ?? [];
  if (!name.includes("*")) return [name];
  const place = cwd === undefined ? undefined : joined(cwd, `${directory}.`);
  const below = place === "" ? "" : `${place}/`;
  const matches = matcherOf(name);
  const names = [...tracked].flatMap((one) =>
    one.startsWith(below) ? one.slice(below.length).replace(/\/.*/s, "") : [],
  );
  return place === undefined ? [""] : [...new Set(names.filter(matches))];
};

const isDirectory = (word: string, cwd: string | undefined, { inner }: Aimed): boolean => {
  if (/(?:^|\/)\.{0,2}$/.test(word) || tops.test(word) || ofPrograms.test(`${word}/x`)) return true;
  const path = cwd === undefined ? undefined : joined(cwd, word);
  return path !== undefined && inner.has(path);
};

const isTouchedAt = ({ word: target, how }: Aim, cwd: string | undefined, aimed: Aimed): boolean => {
  const { tracked, inner } = aimed;
  const path = joined(cwd ?? "", target);
  // Where a job's files lie is another place on each host.
  if (path === undefined)
    return (
      how === "filled" ||
      how === "checkout" ||
      searched.test(target) ||
      [...tracked].some((one) => target.endsWith(`/${one}`))
    );
  // Whatever directory of the checkout it is, git finds the top.
  if (how === "checkout") return cwd === undefined || !upwards(path).some((one) => aimed.clones.has(one));
  if (isOpen(path)) return isTouchedOpen(path, how, cwd, aimed);
  if (how === "touched") return !aimed.tracked.has(path) && searched.test(path);
  // Whatever directory git is told to take its hooks from.
  if (how === "written" && isEarly(lastOf(path) ?? "")) return true;
  if (isSpecial(path, how, aimed)) return true;
  if (cwd !== undefined) return how !== "named" && (tracked.has(path) || inner.has(path));
  if (how === "named") return false;
  const all = how === "filled" ? inner : [...tracked, ...inner];
  return [...all].some((one) => `/${one}`.endsWith(`/${path}`) || path.endsWith(`/${one}`));
};

/** Directories that git and the tool keep for themselves, installed packages, and what is searched for where the gate runs. */
const isSpecial = (path: string, how: Aim["how"], aimed: Aimed): boolean => {
  const { files, near, tracked, programs } = aimed;
  const whole = how === "named" ? path : `${path}/`;
  if (isKept(whole, aimed)) return how !== "removed" || !/\.lock$/.test(path);
  if (files.has(path)) return true;
  if (how === "written" || how === "filled") {
    if (/(?:^|\/)node_modules\//.test(whole)) return true;
  } else {
    const [, own] = /(?:^|\/)node_modules\/(?:\.bin\/)?([^/]+)/.exec(path) ?? [];
    if (own !== undefined && (own === ".bin" || programs.has(own))) return true;
  }
  if (how === "filled" || how === "removed" || !isSearched(path)) return how === "filled" && near.has(path);
  return tracked.has(path) || near.has(path.replace(/\/?[^/]*$/, "")) || isIncluded.test(path);
};

const isKept = (path: string, aimed: Aimed): boolean =>
  /(?:^|\/)(?:\.git|\.kprov)\//.test(path) && !isForCommits(path, aimed);

/** Parts of such files may lie anywhere. */
const isIncluded = /\.(?:just|mk)$/;

const isSearched = (path: string): boolean => searched.test(path) || isIncluded.test(path);

/** Names that are searched for, of those that a pattern may stand for. */
const usual = [
  ...["GNUmakefile", "Makefile", "makefile", "package.json", "justfile", ".justfile", "kprov.config.ts"],
  ...["pnpm-workspace.yaml", "bunfig.toml", ".npmrc"],
];

/** Only a run knows its name, or the end of it. */
const isTouchedOpen = (path: string, how: Aim["how"], cwd: string | undefined, aimed: Aimed): boolean => {
  const { tracked, near } = aimed;
  if (how === "named" || how === "touched") return false;
  if (how === "filled" || (how === "written" && isKept(path, aimed))) return true;
  const directory = path.replace(/\/?[^/]*$/, "");
  const below = directory === "" ? "" : `${directory}/`;
  const matches = matcherOf(patternOf(path.slice(below.length)));
  const isAnywhere = cwd === undefined || isOpen(directory);
  if (how === "written" && (isAnywhere || near.has(directory)) && usual.some(matches)) return true;
  return [...tracked].some((one) =>
    isAnywhere
      ? matches(one.replace(/.*\//s, ""))
      : one.startsWith(below) && matches(one.slice(below.length).replace(/\/.*/s, "")),
  );
};
