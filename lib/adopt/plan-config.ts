/**
 * The text of `kprov.config.ts`.
 *
 * @module
 */
import type { KprovConfig } from "../config/index.ts";
import { compileGlobs } from "../glob.ts";
import { isManifest } from "../guard/index.ts";
import type { Answers } from "./answers.ts";
import type { Commands, Ecosystem, Project, Survey } from "./facts.ts";
import { versionsOf } from "./matrix.ts";
import { planParity } from "./plan-parity.ts";

/** The configuration as an object. `holders` are files of ours that have the display name in them. */
export const configOf = (survey: Survey, answers: Answers, holders: readonly string[] = []): KprovConfig => {
  const { commandsApart, display, dockerfiles, dockerTitle, forbidden, projects } = survey;
  const runtime = runtimeOf(projects);
  const commands = commandsOf(projects);
  const below = projectsBelow(projects);
  return {
    project: answers.name,
    identity: {
      name: answers.name,
      ...(commandsApart.length > 0 && { commands: commandsApart }),
      ...(display !== undefined && {
        display: {
          name: display.name,
          allow: [...new Set([...display.files, `${answers.governance}/display-name.txt`, ...holders])].map(escapeGlob),
        },
      }),
      ...(answers.repository !== null && { repository: answers.repository }),
      ...(forbidden.length > 0 && { forbidden: { file: `${answers.governance}/forbidden-tokens.txt` } }),
      ...(dockerfiles.length > 0 && {
        docker: {
          files: dockerfiles.map(escapeGlob),
          ...(dockerTitle !== undefined && dockerTitle !== display?.name && { labels: { title: dockerTitle } }),
        },
      }),
    },
    ...(below.length > 0 && { projects: below }),
    ...(Object.keys(runtime).length > 0 && { runtime }),
    ...(Object.keys(commands).length > 0 && { preflight: { commands } }),
    ...planParity(survey, answers),
    run: { out: "runs" },
  };
};

/** The same as a program without imports: it loads where no package of ours is installed. */
export const configText = (survey: Survey, answers: Answers, holders: readonly string[] = []): string =>
  [
    "// Written by `kprovengine init` from what the repository says; yours to change.",
    "// kprovengine init --update shows what it would write today.",
    "// Not versioned yet: governance: {} here, then kprovengine governance update --reason, begin that.",
    '/** @type {import("kprovengine").KprovConfig} */',
    `export default ${literal(configOf(survey, answers, holders) as Value, "")};`,
    "",
  ].join("\n");

/** False for a directory that `projects` of a configuration can't name: what it reads as a drive or as a broken glob. */
export const isConfigurable = (root: string): boolean => {
  if (/^[A-Za-z]:|\\/.test(root)) return false;
  try {
    compileGlobs([root]);
    return true;
  } catch {
    return false;
  }
};

/** Projects of a monorepo by directory; one that doesn't say its name is judged by its own manifests alone. */
const projectsBelow = (projects: readonly Project[]): { root: string; name?: string }[] => {
  const nameable = projects.filter(({ root, manifest }) => root !== "" && isConfigurable(root) && isManifest(manifest));
  const names = new Map(nameable.map(({ root, name }) => [root, name]));
  return [...names].map(([root, name]) => ({ root, ...(name !== undefined && { name }) }));
};

/** Commands of all projects by name; the ecosystem, then the directory, is added where one name would stand for two. */
export const commandsOf = (projects: readonly Project[]): Record<string, readonly string[]> => {
  const commands: Record<string, readonly string[]> = {};
  for (const kind of ["lint", "test", "build"] satisfies (keyof Commands)[]) {
    const having = projects.filter((project) => project.commands[kind] !== undefined);
    for (const project of having) {
      const peers = having.filter(({ ecosystem }) => ecosystem === project.ecosystem);
      const parts = [
        kind,
        ...(having.length > 1 ? [project.ecosystem] : []),
        ...(peers.length > 1 && project.root !== "" ? [project.root.replace(/[^\w.-]+/g, ".")] : []),
      ];
      commands[freeName(parts.join(":"), commands)] = project.commands[kind] ?? [];
    }
  }
  return commands;
};

/**
 * Range by ecosystem, where all projects that declare one run on the same versions: a configuration has one for all, and CI would
 * test others than it promises.
 */
export const runtimeOf = (projects: readonly Project[]): Partial<Record<Ecosystem, string>> =>
  Object.fromEntries(
    [...rangesOf(projects)].flatMap(([ecosystem, [first, ...others]]) =>
      others.some(isOther(ecosystem, first)) ? [] : [[ecosystem, first]],
    ),
  );

/** Ecosystems whose projects promise different things, with what they promise. */
export const rangesApart = (projects: readonly Project[]): [Ecosystem, readonly string[]][] =>
  [...rangesOf(projects)].filter(([ecosystem, [first, ...others]]) => others.some(isOther(ecosystem, first)));

// --- internal ---

/** Each range once, the top project's first. */
const rangesOf = (projects: readonly Project[]): Map<Ecosystem, string[]> => {
  const ranges = new Map<Ecosystem, string[]>();
  for (const { ecosystem, runtime } of projects)
    if (runtime !== undefined) ranges.set(ecosystem, [...new Set([...(ranges.get(ecosystem) ?? []), runtime])]);
  return ranges;
};

const isOther = (ecosystem: Ecosystem, first: string | undefined) => {
  const versions = versionsOf(ecosystem, first).join();
  return (range: string): boolean => versionsOf(ecosystem, range).join() !== versions;
};

/** Directories that differ in nothing that a name may have would share one, and a command would be lost. */
const freeName = (name: string, taken: Readonly<Record<string, unknown>>): string => {
  let free = name;
  for (let count = 2; Object.hasOwn(taken, free); count += 1) free = `${name}.${count}`;
  return free;
};

type Value = string | readonly Value[] | { readonly [key: string]: Value };

/** A path that means only itself. */
const escapeGlob = (path: string): string =>
  path.replace(/[*?[\]{}]/g, (special) => (special === "]" || special === "}" ? special : `[${special}]`));

const literal = (value: Value, indent: string): string => {
  if (typeof value === "string") return JSON.stringify(value);
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const items = (value as readonly Value[]).map((item) => literal(item, deeper));
    const line = `[${items.join(", ")}]`;
    return line.length <= 90 ? line : `[\n${items.map((item) => `${deeper}${item},\n`).join("")}${indent}]`;
  }
  const entries = Object.entries(value).map(([key, below]) => {
    const name = /^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key);
    return `${deeper}${name}: ${literal(below, deeper)},\n`;
  });
  return `{\n${entries.join("")}${indent}}`;
};
