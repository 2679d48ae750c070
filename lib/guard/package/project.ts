/**
 * Which of the configuration's projects a package is: those of a monorepo have names of their own.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import type { GateContext } from "../gate.ts";
import { judgeDirectory } from "../identity/directory.ts";
import { type Claims, isManifest, readClaims } from "../identity/manifests/index.ts";
import { judgeName, type NameClaim, nameAmong } from "../identity/names.ts";
import { directoryOf, type Project, projectsOf, scopeOf } from "../identity/scope.ts";
import { openPublished, SourceError } from "../sources/index.ts";
import type { Located } from "../sources/tree.ts";
import { takeSnapshot } from "../surface/snapshot.ts";
import { topLevel } from "../surface/top-level.ts";
import type { Member } from "./member.ts";
import type { Package } from "./open.ts";

export interface PackageProject {
  /** What the package must be called; null where nobody says. */
  name: string | null;
  /** What to do about another name, where there are several projects and it is none's. */
  fix?: string;
  /** Of a place that is another project's, and of a project that is called nothing. */
  findings: Finding[];
}

/**
 * The project that `found` is: by the place in the repository that its package.json states, where a project lies there, else by
 * its name. Without `projects`, the one of `identity.name`, wherever it lies.
 *
 * Throws as `git` does, `E_NO_REPOSITORY` and `E_SOURCE` for projects without a name: their manifests say it. `E_CONFIG` as
 * `projectsOf`.
 */
export const projectOf = async (found: Package, context: GateContext): Promise<PackageProject> => {
  const { identity, projects: given } = context.config;
  if (given.length === 0) return { name: identity.name, findings: [] };
  const projects = await withNames(projectsOf(given, scopeIn(context), identity.name), context);
  const { names, directory } = await saidBy(found);
  const isAt = ({ root, isDeclared }: Project) => isDeclared && isIn(directory, root);
  const here = projects.find(isAt);
  if (here !== undefined) return here.name === null ? unnamed([here]) : { name: here.name, findings: [] };
  const called = projects.filter(({ name }) => name !== null && isCalled(names, name));
  const [one] = called;
  if (one === undefined) return noneOf(projects);
  // One that nobody has declared may lie anywhere: only the configuration does not.
  const place = called.every(({ isDeclared }) => isDeclared) ? one.root : undefined;
  const misplaced = directory === undefined || place === undefined ? undefined : judgeDirectory(directory, place);
  return { name: one.name, findings: misplaced === undefined ? [] : [misplaced] };
};

// --- internal ---

/** Where nothing is a repository, the configuration's directory is the top of what there is. */
const scopeIn = ({ cwd, root }: GateContext): string => {
  let top: string;
  try {
    top = topLevel(cwd);
  } catch {
    return "";
  }
  return scopeOf(top, root);
};

const isIn = (directory: Located<string> | undefined, root: string): boolean =>
  directory !== undefined && judgeDirectory(directory, root) === undefined;

const isCalled = (names: readonly NameClaim[], expected: string): boolean =>
  names.length > 0 && names.every((claim) => judgeName(claim, expected) === undefined);

/** The project that nobody has declared may have any name, when the configuration gives it none. */
const noneOf = (projects: readonly Project[]): PackageProject => {
  if (projects.some(({ name, isDeclared }) => name === null && !isDeclared)) return { name: null, findings: [] };
  const names = projects.flatMap(({ name }) => name ?? []);
  const [name] = names;
  if (name === undefined) return unnamed(projects);
  const listed = names.map((one) => `"${one}"`).join(", ");
  return { name, findings: [], fix: `write the name of one of the projects there (${listed}), or add it to projects` };
};

/** With nothing to hold it against, any name would do. */
const unnamed = (projects: readonly Project[]): PackageProject => {
  const places = projects.map(({ root }) => `"${root || "."}"`).join(", ");
  const message = `Neither the configuration nor a manifest says what the project is called: ${places}`;
  return {
    name: null,
    findings: [{ code: "NOTHING_EXAMINED", level: "undecided", message, fix: "write its name into projects" }],
  };
};

/** Those that are declared without a name have the one that their manifests say. */
const withNames = async (projects: readonly Project[], { cwd }: GateContext): Promise<Project[]> => {
  const isOpen = ({ name, isDeclared }: Project): boolean => name === null && isDeclared;
  if (!projects.some(isOpen)) return [...projects];
  const published = await openPublished(cwd, takeSnapshot(cwd));
  const nameIn = async (root: string): Promise<string | null> => {
    const claims: NameClaim[] = [];
    for (const path of published.paths.filter((at) => isManifest(at) && directoryOf(at) === root)) {
      for (const { text } of await published.versions(path)) claims.push(...(await claimsIn(path, text)).names);
    }
    return nameAmong(claims) ?? null;
  };
  return Promise.all(
    projects.map(async (project) => (isOpen(project) ? { ...project, name: await nameIn(project.root) } : project)),
  );
};

interface Said {
  names: NameClaim[];
  /** Where package.json says that it lies. */
  directory: Located<string> | undefined;
}

const saidBy = async ({ members, metadata }: Package): Promise<Said> => {
  const manifest = members.find(({ path }) => path === "package.json");
  const claims = manifest === undefined ? nothing : await claimsOf(manifest);
  const [directory] = claims.directories;
  if (metadata === null) return { names: claims.names, directory };
  const { path } = metadata;
  const names = metadata.fields
    .filter(({ name }) => name === "name")
    .map((field): NameClaim => ({ ecosystem: "Python", key: "Name", name: { ...field, path } }));
  return { names, directory };
};

const nothing: Pick<Claims, "names" | "directories"> = { names: [], directories: [] };

/** Whoever judges what is in a package says why it can't be read. */
const claimsOf = async ({ path, bytes }: Member): Promise<typeof nothing> => {
  try {
    return await claimsIn(path, bytes.toString("utf8"));
  } catch (error) {
    if (error instanceof SourceError) return nothing;
    throw error;
  }
};

const claimsIn = (path: string, text: string): Promise<Claims> => readClaims(path, text, []);
