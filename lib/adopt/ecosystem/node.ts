/**
 * Node projects: npm, pnpm, yarn, bun; workspaces.
 *
 * @module
 */
import type { Commands, Project, Setup } from "../facts.ts";
import type { Tree } from "../parse.ts";
import { below, type View } from "../view.ts";

export const nodeManifests = ["package.json"];

/** The project at `root`. */
export const surveyNode = async (view: View, root: string, manifest: string): Promise<Project> => {
  const pack = await view.tree(manifest);
  const manager = managerOf(view, root, pack);
  const workspace = workspaceGlobs(pack, await view.tree(below(root, "pnpm-workspace.yaml")));
  const isWorkspace = workspace.length > 0;
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
    commands: await commandsOf({ view, root, pack, manager, isWorkspace }),
    setup: setupOf(view, root, manager),
  };
};

// --- internal ---

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

const workspaceGlobs = (pack: Tree | undefined, pnpm: Tree | undefined): string[] =>
  [pack?.items(["workspaces"]), pack?.items(["workspaces", "packages"]), pnpm?.items(["packages"])]
    .flatMap((items) => items ?? [])
    .flatMap(({ value }) => (typeof value === "string" ? [value] : []));

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
  isWorkspace: boolean;
}

const kinds = { lint: ["lint"], test: ["test"], build: ["build"] } as const;

const commandsOf = async (choice: Choice): Promise<Commands> => {
  const { view, root, pack, isWorkspace } = choice;
  const members = isWorkspace ? await memberScripts(view, root) : new Set<string>();
  const commands: Record<string, readonly string[]> = {};
  for (const [kind, names] of Object.entries(kinds)) {
    for (const name of names) {
      const script = pack?.text(["scripts", name])?.value;
      const command =
        script !== undefined
          ? scriptCommand(choice, name, script)
          : members.has(name)
            ? memberCommand(choice, name)
            : undefined;
      if (command !== undefined) commands[kind] = command;
    }
  }
  return commands;
};

/** The argv that runs a script; undefined, with a note, for one that can't pass or never ends. */
const scriptCommand = (
  { view, root, manager }: Choice,
  name: string,
  script: string,
): readonly string[] | undefined => {
  if (script.trim() === "" || isDefaultTest(script)) return undefined;
  if (/(^|\s)--watch(All)?(\s|$)/.test(script)) {
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

/** What `npm init` writes: it fails, on purpose. */
const isDefaultTest = (script: string): boolean => /no test specified/.test(script) && /exit 1/.test(script);

const runner = (manager: string, root: string, script: string): readonly string[] => {
  const inRoot = (flag: string) => (root === "" ? [] : [flag, root]);
  if (manager === "pnpm") return ["pnpm", ...inRoot("--dir"), "run", script];
  if (manager === "yarn") return ["yarn", ...inRoot("--cwd"), "run", script];
  if (manager === "bun") return ["bun", "run", ...(root === "" ? [] : [`--cwd=${root}`]), script];
  return ["npm", ...inRoot("--prefix"), "run", script];
};

const memberCommand = ({ view, root, pack, manager }: Choice, script: string): readonly string[] => {
  const inRoot = (flag: string) => (root === "" ? [] : [flag, root]);
  const isBerry =
    view.has(below(root, ".yarnrc.yml")) || /^yarn@([2-9]|\d\d)/.test(pack?.text(["packageManager"])?.value ?? "");
  if (manager === "pnpm") return ["pnpm", ...inRoot("--dir"), "--recursive", "run", script];
  if (manager === "yarn")
    return isBerry
      ? ["yarn", ...inRoot("--cwd"), "workspaces", "foreach", "--all", "run", script]
      : ["yarn", ...inRoot("--cwd"), "workspaces", "run", script];
  if (manager === "bun") return ["bun", "run", ...(root === "" ? [] : [`--cwd=${root}`]), "--filter=*", script];
  return ["npm", ...inRoot("--prefix"), "run", script, "--workspaces", "--if-present"];
};

/** Names of scripts that some member has, and that are worth running. */
const memberScripts = async (view: View, root: string): Promise<Set<string>> => {
  const prefix = root === "" ? "" : `${root}/`;
  const names = new Set<string>();
  for (const path of view.paths) {
    if (!path.startsWith(prefix) || !path.endsWith("/package.json") || path === below(root, "package.json")) continue;
    const tree = await view.tree(path);
    for (const { value } of tree?.names(["scripts"]) ?? []) {
      const script = tree?.text(["scripts", value])?.value ?? "";
      if (!isDefaultTest(script) && !/--watch/.test(script)) names.add(value);
    }
  }
  return names;
};

const setupOf = (view: View, root: string, manager: string): Setup => {
  const has = (name: string) => view.has(below(root, name));
  const inRoot = (flag: string) => (root === "" ? "" : ` ${flag} ${root}`);
  if (manager === "pnpm")
    return {
      actions: ["pnpm"],
      lines: [`pnpm${inRoot("--dir")} install${has("pnpm-lock.yaml") ? " --frozen-lockfile" : ""}`],
    };
  if (manager === "bun")
    return {
      actions: ["bun"],
      lines: [`bun install${has("bun.lock") || has("bun.lockb") ? " --frozen-lockfile" : ""}${inRoot("--cwd")}`],
    };
  if (manager === "yarn") {
    const frozen = !has("yarn.lock") ? "" : has(".yarnrc.yml") ? " --immutable" : " --frozen-lockfile";
    return { actions: [], lines: ["corepack enable", `yarn${inRoot("--cwd")} install${frozen}`] };
  }
  const isLocked = has("package-lock.json") || has("npm-shrinkwrap.json");
  return { actions: [], lines: [`npm${inRoot("--prefix")} ${isLocked ? "ci" : "install"}`] };
};
