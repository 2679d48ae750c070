/**
 * Ways from a checkout of what is staged back to the work tree, where other files lie.
 *
 * @module
 */
import { type Dirent, existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { isBelow, isOutside, realOf } from "./real-places.ts";
import { namesTop, type Spelled, spellingsOf } from "./spellings.ts";
import { ownPlaces } from "./what-else.ts";

export interface Surroundings {
  /** Top level of the work tree, without symbolic links. */
  top: string;
  argv: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Directories that are linked into the checkout, absolute, in the work tree. */
  linked: readonly string[];
  /** Where the command runs, absolute. */
  cwd: string;
}

/** Variables that are judged here, and reach the command as they are. */
export const judgedVariables = (env: NodeJS.ProcessEnv, top: string): ReadonlySet<string> => {
  const isInstalled = installedAt(env["VIRTUAL_ENV"] ?? "", top).length > 0;
  return new Set(["PATH", ...searched, ...(isInstalled ? ["VIRTUAL_ENV"] : [])]);
};

/**
 * The first way that is found, as a sentence's end; undefined when none is: words of the command, variables that say where code and
 * programs are looked for, linked directories that are links, links within them, and Python environments in which the project itself is installed
 * in place. A program that knows the work tree from elsewhere is a stated limit.
 */
export const findWayBack = ({ top, argv, env, linked, cwd }: Surroundings): string | undefined => {
  const spelled: Spelled = { top, linked, spellings: spellingsOf(top, env), isStrict: true };
  const leads = (path: string) => isAbsolute(path) && isOutside(realOf(path), top, linked);
  const here = [...linked, realOf(cwd)];
  const goesOut = (path: string) => !isAbsolute(path) && isOutside(reachedFrom(cwd, path), top, here);
  const word = argv.map(behindSign).findIndex((value) => leads(value) || goesOut(value));
  if (word !== -1) return `"${argv[word]}" lies in the work tree`;
  const script = argv.find((one) => namesTop(one, spelled));
  if (script !== undefined) return `"${script}" names the work tree`;
  const name = searched.find((variable) => (env[variable] ?? "").split(delimiter).some(leads));
  if (name !== undefined) return `${name} names a directory of the work tree`;
  const whole = linked.find(leads);
  if (whole !== undefined) return `${nameOf(whole, top)} is a link into the work tree`;
  const active = env["VIRTUAL_ENV"] ? [env["VIRTUAL_ENV"]] : [];
  const programs = pathsOf(env);
  const installed = [...linked, ...[...active, ...programs].flatMap((path) => installedAt(path, top))];
  if (programs.some((path) => isOutside(path, top, installed))) return "PATH names a directory of the work tree";
  for (const dir of new Set([...installed, ...active])) {
    const found = linkOut(dir, top, installed) ?? installedInPlace(dir, { ...spelled, linked: installed });
    if (found !== undefined) return found;
  }
  return undefined;
};

// --- internal ---

/** Where interpreters and compilers look for code beside their own. */
const searched = ["PYTHONPATH", "MYPYPATH", "NODE_PATH", "RUBYLIB", "PERL5LIB", "CLASSPATH", "GOWORK", "GOPATH"];

/** `value` of `--flag=value`. */
const behindSign = (word: string): string => word.slice(word.indexOf("=") + 1);

/** As the kernel finds it: `..` behind a link goes up from where the link leads. What is not there yet would lie in the last that is. */
const reachedFrom = (cwd: string, path: string): string => {
  for (let rest = path; ; rest = rest.slice(0, Math.max(0, rest.lastIndexOf("/")))) {
    try {
      return realpathSync.native(`${cwd}/${rest}`);
    } catch {
      if (rest === "") return realOf(cwd);
    }
  }
};

/** What is not absolute is looked for where the command runs. */
const pathsOf = (env: NodeJS.ProcessEnv): string[] =>
  (env["PATH"] ?? "").split(delimiter).filter(isAbsolute).map(realOf);

/** The directory in which others' programs are installed that `path` is, or lies in; never one that holds the work tree, too. */
const installedAt = (path: string, top: string): string[] => {
  const real = realOf(path);
  const parts = relative(top, real).split(sep);
  const end = parts.findIndex((part) => ownPlaces.has(part)) + 1;
  const dirs = end > 0 ? [join(top, ...parts.slice(0, end))] : [real, dirname(real)].filter(isEnvironment);
  return dirs.filter((dir) => !isBelow(dir, top));
};

/** Of Python's: PEP 405. */
const isEnvironment = (dir: string): boolean => existsSync(join(dir, "pyvenv.cfg"));

const entriesOf = (dir: string): Dirent[] => {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch {
    return [];
  }
};

/** A workspace's packages are links in `node_modules`, of which those with a scope lie one deeper. */
const linkOut = (dir: string, top: string, linked: readonly string[]): string | undefined => {
  const leadsOut = (at: string, { name }: Dirent) =>
    isOutside(realOf(resolve(realOf(at), readlinkSync(join(at, name)))), top, linked);
  const scopes = entriesOf(dir).filter(({ name }) => name.startsWith("@"));
  for (const at of [dir, ...scopes.map(({ name }) => join(dir, name))]) {
    const found = entriesOf(at).find((entry) => entry.isSymbolicLink() && leadsOut(at, entry));
    if (found !== undefined) return `"${found.name}" in ${nameOf(dir, top)} is a link into the work tree`;
  }
  return undefined;
};

/** `pip install --editable`: a path in a `.pth` or `.egg-link`, or a module that knows it (PEP 660). */
const installedInPlace = (dir: string, spelled: Spelled): string | undefined => {
  const homes = entriesOf(join(dir, "lib")).flatMap(({ name }) =>
    /^python\d/.test(name) ? [join(dir, "lib", name, "site-packages")] : [],
  );
  for (const home of homes) {
    for (const { name } of entriesOf(home)) {
      if (!/\.(?:pth|egg-link)$|^__editable__/.test(name)) continue;
      if (namesTop(readText(join(home, name)), spelled))
        return `the environment ${nameOf(dir, spelled.top)} has the project installed in place`;
    }
  }
  return undefined;
};

/** One that can't be read says nothing; then whoever needs it can't read it either. */
const readText = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

const nameOf = (dir: string, top: string): string => (isBelow(top, dir) ? relative(top, dir) : dir);
