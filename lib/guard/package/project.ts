/**
 * Which of the configuration's projects a package is: those of a monorepo have names of their own.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import type { GateContext } from "../gate.ts";
import { judgeDirectory } from "../identity/directory.ts";
import { isManifest, readClaims } from "../identity/manifests/index.ts";
import { judgeName, type NameClaim, nameAmong } from "../identity/names.ts";
import { directoryOf, type Project, projectsOf, scopeOf } from "../identity/scope.ts";
import { openPublished, SourceError } from "../sources/index.ts";
import type { Located } from "../sources/tree.ts";
import { takeSnapshot } from "../surface/snapshot.ts";
import { topLevel } from "../surface/top-level.ts";
import type { Package } from "./open.ts";

export interface PackageProject {
  /** What the package must be called; null where nobody says. */
  name: string | null;
  /** What to do about another name, where there are several projects and it is none's. */
  fix?: string;
  /** Of a place that is another project's. */
  findings: Finding[];
}

/**
 * The project that `found` is: by the place in the repository that its package.json states, where a project lies there, else by
 * its name. Without `projects`, the one of `identity.name`, wherever it lies.
 *
 * Throws as `git` does and `E_NO_REPOSITORY`, for projects without a name: their manifests say it. `E_CONFIG` as `projectsOf`.
 */
export const projectOf = async (found: Package, context: GateContext): Promise<PackageProject> => {
  const { identity, projects: given } = context.config;
  if (given.length === 0) return { name: identity.name, findings: [] };
  const projects = await withNames(projectsOf(given, scopeIn(context), identity.name), context);
  const { names, directory } = await saidBy(found);
  const isAt = ({ root, isDeclared }: Project) => isDeclared && isIn(directory, root);
  const here = projects.find(isAt);
  if (here !== undefined) return { name: here.name, findings: [] };
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
  const listed = names.map((name) => `"${name}"`).join(", ");
  const [name = null] = names;
  return { name, findings: [], fix: `write the name of one of the projects there (${listed}), or add it to projects` };
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

const saidBy = async ({ members, metadata }: Package): Promise<{ names: NameClaim[]; directory?: Located<string> }> => {
  const manifest = members.find(({ path }) => path === "package.json");
  const claims = manifest === undefined ? nothing : await claimsIn(manifest.path, manifest.bytes.toString("utf8"));
  const [directory] = claims.directories;
  const place = directory === undefined ? {} : { directory };
  if (metadata === null) return { names: claims.names, ...place };
  const { path } = metadata;
  const names = metadata.fields
    .filter(({ name }) => name === "name")
    .map((field): NameClaim => ({ ecosystem: "Python", key: "Name", name: { ...field, path } }));
  return { names, ...place };
};

const nothing: { names: NameClaim[]; directories: Located<string>[] } = { names: [], directories: [] };

/** Whoever judges a manifest says why it can't be read. */
const claimsIn = async (path: string, text: string): Promise<typeof nothing> => {
  try {
    return await readClaims(path, text, []);
  } catch (error) {
    if (error instanceof SourceError) return nothing;
    throw error;
  }
};
