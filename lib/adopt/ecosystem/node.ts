/**
 * Node projects: npm, pnpm, yarn, bun; workspaces.
 *
 * @module
 */
import type { Commands, Project, Setup } from "../facts.ts";
import type { Tree } from "../parse.ts";
import { below, type View } from "../view.ts";
import { isDefaultTest, isWatching, type MemberScript, memberScripts, workspaceGlobs } from "./node-workspace.ts";
import { pathWord, shellLine } from "./words.ts";

export const nodeManifests = ["package.json"];

/** The project at `root`. */
export const surveyNode = async (view: View, root: string, manifest: string): Promise<Project> => {
  const pack = await view.tree(manifest);
  const manager = managerOf(view, root, pack);
  const workspace = workspaceGlobs(pack, await view.tree(below(root, "pnpm-workspace.yaml")));
  const isWorkspace = workspace.length > 0;
  const members = await memberScripts(view, root, workspace);
  return {
    ecosystem: "node",
    root,
    manifest,
    name: pack?.text(["name"])?.value,
    manager,
    runtime:
      pack?.text(["engines", "node"])?.value ??
      pinned(view.text(below(root, ".nvmrc")) ?? view.text(below(root, ".node-version"))),
    isWorkspace,
    ...(hasTool(pack) && { hasTool: true }),
    commands: commandsOf({ view, root, pack, manager, members }),
    setup: setupOf(view, root, manager),
  };
};

// --- internal ---

const hasTool = (pack: Tree | undefined): boolean =>
  ["dependencies", "devDependencies", "optionalDependencies"].some(
    (kind) => pack?.get([kind, "kprovengine"]) !== undefined,
  );

const lockFiles = {
  "pnpm-lock.yaml": "pnpm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun",
  "package-lock.json": "npm",
  "npm-shrinkwrap.json": "npm",
} as const;

const managerOf = (view: View, root: string, pack: Tree | undefined): string => {
  const declared = /^(npm|pnpm|yarn|bun)@/.exec(pack?.text(["packageManager"])?.value ?? "")?.[1];
  const lock = Object.keys(lockFiles).find((name) => view.has(below(root, name))) as keyof typeof lockFiles | undefined;
  return declared ?? (lock === undefined ? "npm" : lockFiles[lock]);
};

/** `20`, `v20.11.1` → that major version. `lts/*` and other names say nothing that lasts. */
const pinned = (text: string | undefined): string | undefined => {
  const major = /^v?(\d+)(\.\d+){0,2}\s*$/.exec(text?.trim() ?? "")?.[1];
  return major === undefined ? undefined : `>=${major} <${Number(major) + 1}`;
};

interface Choice {
  view: View;
  root: string;
  pack: Tree | undefined;
  manager: string;
  /** Scripts of a workspace's members by name; empty for what is no workspace. */
  members: ReadonlyMap<string, MemberScript>;
}

const kinds = { lint: ["lint"], test: ["test"], build: ["build"] } as const;

const commandsOf = (choice: Choice): Commands => {
  const { pack, members } = choice;
  const commands: Record<string, readonly string[]> = {};
  for (const [kind, names] of Object.entries(kinds)) {
    for (const name of names) {
      const script = pack?.text(["scripts", name])?.value;
      const member = members.get(name);
      // What `npm init` left at the top stands in nobody's way.
      const isOwn = script !== undefined && script.trim() !== "" && !isDefaultTest(script);
      const command = isOwn ? scriptCommand(choice, name, script) : member && memberCommand(choice, name, member);
      if (command !== undefined) commands[kind] = command;
    }
  }
  return commands;
};

/** The argv that runs a script; undefined, with a note, for one that never ends. */
const scriptCommand = (
  { view, root, manager }: Choice,
  name: string,
  script: string,
): readonly string[] | undefined => {
  if (isWatching(script)) {
    view.notes.push({
      path: below(root, "package.json"),
      message: `its script "${name}" watches and never ends: it was left out of preflight`,
    });
    return undefined;
  }
  const base = runner(manager, root, name);
  // On a terminal it would wait for changes.
  return /^vitest(\s+watch)?$/.test(script.trim()) ? [...base, ...(manager === "npm" ? ["--"] : []), "--run"] : base;
};

const runner = (manager: string, root: string, script: string): readonly string[] => {
  const inRoot = (flag: string) => (root === "" ? [] : [flag, pathWord(root)]);
  if (manager === "pnpm") return ["pnpm", ...inRoot("--dir"), "run", script];
  if (manager === "yarn") return ["yarn", ...inRoot("--cwd"), "run", script];
  if (manager === "bun") return ["bun", "run", ...(root === "" ? [] : [`--cwd=${root}`]), script];
  return ["npm", ...inRoot("--prefix"), "run", script];
};

/** In all members; where one's script can't pass, in the others by name. Undefined, with a note, where that can't be said. */
const memberCommand = (
  { view, root, pack, manager }: Choice,
  script: string,
  { members, isEvery, isEverywhere }: MemberScript,
): readonly string[] | undefined => {
  const inRoot = (flag: string) => (root === "" ? [] : [flag, pathWord(root)]);
  const named = (flag: string, prefix = "") => members.map((dir) => `${flag}=${prefix}${dir}`);
  const only = (every: readonly string[], flag: string, prefix = "") => (isEvery ? every : named(flag, prefix));
  const isBerry =
    view.has(below(root, ".yarnrc.yml")) || /^yarn@([2-9]|\d\d)/.test(pack?.text(["packageManager"])?.value ?? "");
  if (manager === "pnpm")
    return ["pnpm", ...inRoot("--dir"), ...only(["--recursive"], "--filter", "./"), "run", script];
  if (manager === "bun")
    return ["bun", "run", ...(root === "" ? [] : [`--cwd=${root}`]), ...only(["--filter=*"], "--filter", "./"), script];
  if (manager === "npm")
    // Never --if-present: where the script is gone from every member, nothing would run, and pass.
    return ["npm", ...inRoot("--prefix"), "run", script, ...(isEverywhere ? ["--workspaces"] : named("--workspace"))];
  const yarn = ["yarn", ...inRoot("--cwd"), "workspaces"];
  if (isBerry) return [...yarn, "foreach", "--all", ...only([], "--include"), "run", script];
  if (isEvery) return [...yarn, "run", script];
  view.notes.push({
    path: below(root, "package.json"),
    message: `yarn runs "${script}" in all members or in none, and one of them can't pass: it was left out of preflight`,
  });
  return undefined;
};

const setupOf = (view: View, root: string, manager: string): Setup => {
  const has = (name: string) => view.has(below(root, name));
  const inRoot = (flag: string) => (root === "" ? [] : [flag, pathWord(root)]);
  if (manager === "pnpm")
    return {
      actions: ["pnpm"],
      lines: [shellLine("pnpm", ...inRoot("--dir"), "install", ...frozenIf(has("pnpm-lock.yaml")))],
    };
  if (manager === "bun")
    return {
      actions: ["bun"],
      lines: [shellLine("bun", "install", ...frozenIf(has("bun.lock") || has("bun.lockb")), ...inRoot("--cwd"))],
    };
  if (manager === "yarn") {
    const frozen = has("yarn.lock") && has(".yarnrc.yml") ? ["--immutable"] : frozenIf(has("yarn.lock"));
    return { actions: [], lines: ["corepack enable", shellLine("yarn", ...inRoot("--cwd"), "install", ...frozen)] };
  }
  const isLocked = has("package-lock.json") || has("npm-shrinkwrap.json");
  return { actions: [], lines: [shellLine("npm", ...inRoot("--prefix"), isLocked ? "ci" : "install")] };
};

const frozenIf = (isLocked: boolean): string[] => (isLocked ? ["--frozen-lockfile"] : []);
