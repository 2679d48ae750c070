/**
 * What a repository is, from its files alone: nothing of it is run.
 *
 * @module
 */
import { basename, dirname } from "node:path";
import { git, splitNul } from "../git.ts";
import { commandsApart, isCiFile, isManifest, refusedRange } from "../guard/index.ts";
import { visible } from "../text.ts";
import { flat, surveyDocker } from "./docker.ts";
import { goManifests, surveyGo } from "./ecosystem/go.ts";
import { nodeManifests, surveyNode } from "./ecosystem/node.ts";
import { pythonManifests, surveyPython } from "./ecosystem/python.ts";
import { rustManifests, surveyRust } from "./ecosystem/rust.ts";
import type { Ecosystem, Project, Survey } from "./facts.ts";
import { gitlabPath } from "./plan-ci.ts";
import { chooseRemote, declaredUrl } from "./remote.ts";
import { stageFor } from "./stage.ts";
import { surveyJust, surveyMake } from "./task-file.ts";
import { createView, type Ours, type View } from "./view.ts";

/** Survey the repository whose top is `root`, as if `ours` were not there. Throws as `git` does. */
export const surveyRepository = async (root: string, ours: Ours): Promise<Survey> => {
  const view = await createView(root, ours);
  const projects = await surveyProjects(view);
  const repository = chooseRemote(await remotesOf(root)) ?? (await declaredBy(view));
  const name = nameOf(projects, repository, root);
  const { notes: makeNotes, ...make } = surveyMake(view);
  const display = await displayOf(view, name);
  const forbidden = await unusedTokens(view);
  const docker = surveyDocker(view, dockerfilesOf(view), name);
  const gitlab = await gitlabOf(view);
  return {
    name,
    display,
    commandsApart: await commandsOf(view, name, projects),
    repository,
    projects,
    make,
    just: surveyJust(view),
    ...docker,
    ci: ciOf(view, repository),
    workflows: view.paths.filter((path) => isCiFile(path) && !(path === ".gitlab-ci.yml" && gitlab === undefined)),
    gitlab,
    config: view.paths.find((path) => /^kprov\.config\.(ts|mts|mjs|json)$/.test(path)),
    hooks: hooksOf(view),
    forbidden,
    notes: [...makeNotes, ...view.notes],
  };
};

// --- internal ---

type Surveyor = (view: View, root: string, manifest: string) => Promise<Project>;

const ecosystems: Record<Ecosystem, { manifests: readonly string[]; survey: Surveyor }> = {
  python: { manifests: pythonManifests, survey: surveyPython },
  node: { manifests: nodeManifests, survey: surveyNode },
  go: { manifests: goManifests, survey: surveyGo },
  rust: { manifests: rustManifests, survey: surveyRust },
};

/** Directories whose manifests are not projects of this repository's own. */
const aside =
  /(^|\/)(node_modules|vendor|third_party|\.venv|venv|site-packages|target|testdata|fixtures?|tests?|examples?|docs?|templates?|benchmarks?|\.[^/]+)(\/|$)/;
const deepest = 3;

const surveyProjects = async (view: View): Promise<Project[]> => {
  const projects: Project[] = [];
  for (const ecosystem of Object.keys(ecosystems) as Ecosystem[]) {
    const { manifests, survey } = ecosystems[ecosystem];
    const found: Project[] = [];
    for (const [root, manifest] of rootsOf(view, manifests)) {
      const isMember = found.some((other) => other.isWorkspace && isBelow(root, other.root));
      if (!isMember) found.push(understood(view, await survey(view, root, manifest)));
    }
    projects.push(...found);
  }
  return projects;
};

/** What a manifest promises, where the configuration can take it: else each check would refuse the configuration. */
const understood = (view: View, project: Project): Project => {
  const { ecosystem, manifest, runtime } = project;
  const why = runtime === undefined ? undefined : refusedRange(ecosystem, runtime);
  if (why === undefined) return project;
  view.notes.push({
    path: manifest,
    message: `"${visible(`${runtime}`)}" was not taken for runtime.${ecosystem}: ${why}`,
  });
  return { ...project, runtime: undefined };
};

/** Directories with one of `manifests`, from the top down, so that a workspace is known before its members. */
const rootsOf = (view: View, manifests: readonly string[]): [root: string, manifest: string][] => {
  const roots = new Map<string, string>();
  for (const manifest of manifests) {
    for (const path of view.paths.filter((name) => basename(name) === manifest)) {
      const root = dirname(path) === "." ? "" : dirname(path);
      const isOwn = root.split("/").length <= deepest && !aside.test(root) && !isOfProcess(view, root, manifest);
      if (isOwn && !roots.has(root)) roots.set(root, path);
    }
  }
  return [...roots].sort(([a], [b]) => (a < b ? -1 : 1));
};

/** In a pipeline of Nextflow, the environment beside a process is its own. */
const isOfProcess = (view: View, root: string, manifest: string): boolean =>
  root !== "" && manifest.startsWith("environment.") && view.has(`${root}/main.nf`);

const isBelow = (root: string, top: string): boolean => root !== top && (top === "" || root.startsWith(`${top}/`));

const remotesOf = async (root: string): Promise<Map<string, string>> => {
  const output = await git(["config", "--local", "-z", "--get-regexp", "^remote\\..*\\.url$"], {
    cwd: root,
    accept: [0, 1],
  });
  const pairs = splitNul(output).map((entry): [string, string] => {
    const [key = "", value = ""] = entry.split("\n");
    return [key.replace(/^remote\./, "").replace(/\.url$/, ""), value];
  });
  // The first URL of a remote is the one that is fetched from.
  return new Map(pairs.reverse());
};

/** What the top's package.json says, where no remote does. */
const declaredBy = async (view: View): Promise<string | undefined> => {
  const pack = await view.tree("package.json");
  const declared = pack?.text(["repository", "url"])?.value ?? pack?.text(["repository"])?.value;
  return declared === undefined ? undefined : declaredUrl(declared);
};

/** The top's own manifest, else what the remote calls it, else the directory. */
const nameOf = (projects: readonly Project[], repository: string | undefined, root: string): string => {
  const top = projects.find((project) => project.root === "" && project.name !== undefined)?.name;
  const only = projects.length === 1 ? projects[0]?.name : undefined;
  const named = top ?? only;
  // An npm scope says whose it is, not what it is.
  const name = named?.replace(/^@[^/]+\//, "").trim() || repository?.split("/").at(-1) || basename(root);
  // It comes to stand in headings, comments and questions.
  return visible(name);
};

/** The README's first heading, when it is the technical name written for people. */
const displayOf = async (view: View, name: string): Promise<Survey["display"]> => {
  const readme = view.paths.find((path) => /^readme(\.(md|rst|txt))?$/i.test(path));
  const text = readme === undefined ? undefined : view.text(readme);
  const heading = (/^#[ \t]+(.+?)[ \t#]*$/m.exec(text ?? "")?.[1] ?? "").trim();
  const isPlain = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{1,60}$/u.test(heading);
  if (!isPlain || heading === name || flat(heading) !== flat(name)) return undefined;
  return { name: heading, files: await view.holders(heading) };
};

/** By the manifests that check-identity reads, each with the name of the project that it lies at the top of. */
const commandsOf = async (view: View, name: string, projects: readonly Project[]): Promise<string[]> => {
  const names = new Map(projects.map((project) => [project.root, project.name]));
  names.set("", name);
  const apart = view.paths.filter(isManifest).map(async (path) => {
    const [own, text] = [names.get(dirname(path).replace(/^\.$/, "")), view.text(path)];
    return own === undefined || text === undefined ? [] : commandsApart(path, text, { name: own, tracked: view.paths });
  });
  return [...new Set((await Promise.all(apart)).flat())];
};

/** Beginnings of private keys. Written in two halves, so that this file is none of those that hold them. */
const tokens = ["OPENSSH ", "RSA ", "EC ", "ENCRYPTED ", ""].map((kind) => `-----BEGIN ${kind}PRIVATE${" "}KEY-----`);

const unusedTokens = async (view: View): Promise<string[]> => {
  // One question is enough for nearly every repository.
  if ((await view.holders(...tokens)).length === 0) return tokens;
  const unused: string[] = [];
  for (const token of tokens) {
    const [first, ...more] = await view.holders(token);
    if (first === undefined) unused.push(token);
    else
      view.notes.push({
        path: first,
        message: `it holds "${token}"${more.length > 0 ? `, and so do ${more.length} more files` : ""}: not forbidden until that is settled`,
      });
  }
  return unused;
};

const dockerfilesOf = (view: View): string[] =>
  view.paths.filter((path) => /(^|\/)(Dockerfile|Containerfile)$/.test(path) && !aside.test(dirname(path)));

const ciOf = (view: View, repository: string | undefined): Survey["ci"] => {
  const host = repository === undefined ? "" : new URL(repository).hostname;
  if (view.has(".gitlab-ci.yml")) return "gitlab";
  if (view.some(/^\.github\/workflows\//) || host === "github.com") return "github";
  return /(^|\.)gitlab\./.test(host) ? "gitlab" : "none";
};

const gitlabOf = async (view: View): Promise<Survey["gitlab"]> => {
  if (!view.has(".gitlab-ci.yml") || isEmpty.test(view.text(".gitlab-ci.yml") ?? "x")) return undefined;
  const tree = await view.tree(".gitlab-ci.yml");
  const stages = tree?.items(["stages"]).flatMap(({ value }) => (typeof value === "string" ? [value] : [])) ?? [];
  const stage = stageFor(stages);
  // A file that can't be parsed must not be added to either.
  const hasInclude = tree === undefined || tree.get(["include"]) !== undefined;
  const hasWorkflow = tree?.get(["workflow", "rules"]) !== undefined;
  const isSwitched = /^workflow:/m.test(view.written(gitlabPath) ?? "");
  return { hasInclude, hasWorkflow, isSwitched, stage };
};

/** Of YAML: comments and beginnings of documents alone. */
const isEmpty = /^(?:[ \t]*(?:#.*)?(?:---[ \t]*)?(?:\r?\n|$))*$/;

const hooksOf = (view: View): Survey["hooks"] => [
  ...(view.some(/^\.pre-commit-config\.ya?ml$/) ? (["pre-commit"] as const) : []),
  ...(view.some(/^\.?lefthook\.(ya?ml|toml|json)$/) ? (["lefthook"] as const) : []),
  ...(view.some(/^\.husky\//) ? (["husky"] as const) : []),
];
