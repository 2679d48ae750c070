/**
 * Repositories that adopt, and violations that are planted in them.
 *
 * @module
 */
import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { inject } from "vitest";
import { type RepoFile, type RepoFiles, repo, type TestRepo } from "../../support/repo.ts";
import { bin, type Ended, execute, kprov } from "../support.ts";

/** A file's new content, or what becomes of its old one. */
export type Edit = RepoFile | ((text: string) => string);

/** Path → edit; or anything else that can be done to a repository. */
export type Change = Readonly<Record<string, Edit>> | ((at: TestRepo) => void);

/** The finding's code, what is done to the repository, and where the report says that it is. */
export type Plant = readonly [code: string, change: Change, named: readonly string[]];

/** A repository before it adopts, and what is true of it afterwards. */
export interface Subject {
  files: RepoFiles;
  /** What `origin` leads to. */
  remote: string;
  /** Name → words, as init proposes them. */
  commands: Readonly<Record<string, readonly string[]>>;
  /** What this kind of repository can have. */
  plants: readonly Plant[];
  /** What any can have. */
  common: readonly Plant[];
  /** A mistake of the project's own, and how preflight names it. */
  broken?: Plant;
}

/** How a person calls a target there: `make` or `just`. Exit code as it comes. */
export type Caller = (dir: string, target: string) => Promise<Ended>;

/** No registry answers, and nothing of whoever runs the tests reaches the tools. */
export const offline: NodeJS.ProcessEnv = {
  GOFLAGS: "-mod=mod",
  GOPROXY: "off",
  GOTOOLCHAIN: "local",
  CARGO_NET_OFFLINE: "true",
  RUSTUP_AUTO_INSTALL: "0",
  npm_config_registry: "http://127.0.0.1:9/",
  npm_config_update_notifier: "false",
  MAKEFLAGS: "",
  VIRTUAL_ENV: "",
};

/** As where the package is installed: the targets find it by themselves. */
export const make: Caller = (dir, target) =>
  execute("make", ["--no-print-directory", target], { cwd: dir, env: offline });

/** As where it is not, and nothing may be downloaded. */
export const makeWithTool: Caller = (dir, target) =>
  execute("make", ["--no-print-directory", target, `KPROV=${process.execPath} ${bin()}`], { cwd: dir, env: offline });

/** The real program, which its npm package has for each platform in a package of its own. */
export const just: Caller = (dir, target) => {
  const program = createRequire(import.meta.url).resolve(`rust-just-${process.platform}-${process.arch}/bin/just`);
  return execute(program, [target], { cwd: dir, env: offline });
};

/** The repository, with nothing of ours in it yet. */
export const createSubject = ({ files, remote }: Subject): TestRepo => {
  const at = repo(files);
  at.git("remote", "add", "origin", remote);
  return at;
};

/** As `npm install` leaves it, as far as the targets look. */
export const linkTool = (dir: string): void => {
  mkdirSync(join(dir, "node_modules/.bin"), { recursive: true });
  symlinkSync(
    join(inject("installed"), "node_modules/kprovengine/dist/scripts/kprovengine.cjs"),
    join(dir, "node_modules/.bin/kprovengine"),
  );
};

/** Do it, see what `target` says, and undo it. */
export const plantAndCall = async (
  at: TestRepo,
  subject: Subject,
  { change, call, target }: { change: Change; call: Caller; target: string },
): Promise<Ended> => {
  try {
    plant(at, change);
    return await call(at.dir, target);
  } finally {
    mend(at, subject);
  }
};

/** A text in which `from` becomes `to`. Throws when that changes nothing: such a plant would plant nothing. */
export const replace =
  (from: string | RegExp, to: string) =>
  (text: string): string => {
    const changed = text.replace(from, () => to);
    if (changed === text) throw new Error(`there is no ${from} in ${JSON.stringify(text)}`);
    return changed;
  };

/** The target of the check that has the rule. */
export const targetOf = (code: string): string => {
  if (code.startsWith("RUNTIME_")) return "check-runtime";
  return artifactCodes.has(code) ? "check-artifacts" : "check-identity";
};

/** What preflight would run: name → words. */
export const commandsIn = async (dir: string): Promise<Record<string, string[]>> => {
  const { stdout } = await kprov(["preflight", "--json"], { cwd: dir, env: offline });
  const { commands } = JSON.parse(stdout) as { commands: { name: string; argv: string[] }[] };
  return Object.fromEntries(commands.map(({ name, argv }) => [name, argv]));
};

/** Several plants as one; of two that change the same file, the first. */
export const together = (plants: readonly Plant[]): { files: Record<string, Edit>; named: string[] } => {
  const files: Record<string, Edit> = {};
  const all: string[] = [];
  for (const [code, change, named] of plants) {
    const isApart = typeof change === "object" && Object.keys(change).every((path) => !isTaken(path, files));
    if (!isApart) continue;
    all.push(code, ...named);
    Object.assign(files, change);
  }
  return { files, named: all };
};

// --- internal ---

/** Do it, and add it to the index whatever is ignored. */
const plant = (at: TestRepo, change: Change): void => {
  if (typeof change === "function") return change(at);
  for (const [path, edit] of Object.entries(change)) {
    const target = join(at.dir, path);
    const content = typeof edit === "function" ? edit(readFileSync(target, "utf8")) : edit;
    rmSync(target, { force: true });
    at.write({ [path]: content });
    at.git("add", "--force", "--", path);
  }
};

/** Everything as in the last commit. */
const mend = (at: TestRepo, { remote }: Subject): void => {
  at.git("reset", "--quiet", "--hard");
  at.git("clean", "--quiet", "-d", "--force");
  at.git("remote", "set-url", "origin", remote);
};

const artifactCodes = new Set([
  "ARTIFACT_TRACKED",
  "ARTIFACT_IGNORED",
  "SECRET_FILE_TRACKED",
  "COMPILED_FILE",
  "FILE_TOO_LARGE",
  "ALLOW_UNUSED",
]);

/** With another configuration, other things would be looked for. */
const isTaken = (path: string, files: Readonly<Record<string, Edit>>): boolean =>
  path in files || path === "kprov.config.ts";
