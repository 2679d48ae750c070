/**
 * Manifests and READMEs of every project, judged by the rules.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import type { IdentityContext } from "./context.ts";
import { textsOf } from "./context.ts";
import { unknownCommand } from "./entry-points.ts";
import { malformed } from "./finding.ts";
import { type Claims, type Computed, isManifest, readClaims } from "./manifests/index.ts";
import { nameAmong } from "./names.ts";
import { directoryOf, type Project, withinScope } from "./scope.ts";

const manifestUnit = "manifests";
const urlUnit = "repository URLs";

/** Judge each manifest at the top of a project; those below belong to nobody and are counted as skipped. Returns what they say. */
export const judgeManifests = async (context: IdentityContext, projects: readonly Project[]): Promise<Claims[]> => {
  const { published, scope, receipts, report } = context;
  const manifests = published.paths.filter((path) => isManifest(path) && withinScope(path, scope) !== undefined);
  if (manifests.length > 0) receipts.consider(manifestUnit, manifests.length);
  const strays: string[] = [];
  for (const path of manifests) {
    if (projects.some(({ root }) => root === directoryOf(path))) continue;
    receipts.skip(manifestUnit, "not at the top of a project");
    strays.push(path);
  }
  const read: Claims[] = [];
  for (const project of projects) {
    const own = manifests.filter((path) => directoryOf(path) === project.root);
    read.push(...(await judgeProject(context, project, own)));
  }
  if (manifests.length > 0 && strays.length === manifests.length) {
    const roots = [...new Set(strays.map(directoryOf))].slice(0, 3);
    report({
      code: "NOTHING_EXAMINED",
      level: "undecided",
      message: `No manifest lies at the top of a project; ${strays.length} lie below, such as "${strays[0]}"`,
      fix: `name their directories: projects: [${roots.map((root) => `{ root: "${withinScope(root, scope)}" }`).join(", ")}]`,
    });
  }
  return read;
};

/** What the configuration says of commands that no manifest in `read` has. */
export const judgeCommands = ({ identity, report }: IdentityContext, read: readonly Claims[]): void => {
  const installed = new Set(
    read.flatMap(({ entryPoints }) => entryPoints.flatMap((claim) => claim.entryPoints.map(({ name }) => name.value))),
  );
  for (const command of identity.commands) if (!installed.has(command)) report(unknownCommand(command));
};

/** Judge the README at each project's top. */
export const judgeReadmes = async (context: IdentityContext, projects: readonly Project[]): Promise<void> => {
  const { published, repository, rules, receipts, report } = context;
  if (repository === undefined) return;
  for (const path of published.paths.filter(
    (candidate) => readme.test(candidate) && projects.some(({ root }) => root === directoryOf(candidate)),
  )) {
    receipts.consider("READMEs", 1);
    const texts = await textsOf(context, path);
    if (texts === undefined) receipts.skip("READMEs", "could not be read");
    else receipts.examine("READMEs");
    for (const [version, text] of (texts ?? []).entries()) {
      const { findings, compared } = rules.judgeReadme(path, text, repository);
      receipts.consider(urlUnit, compared);
      receipts.examine(urlUnit, compared);
      for (const finding of findings) report(finding, version);
    }
  }
};

// --- internal ---

const readme = /(?:^|\/)readme(?:\.(?:md|markdown|rst|txt|adoc|asciidoc|org))?$/i;

/** What one version of a manifest says. */
interface Version {
  claims: Claims;
  version: number;
}

const judgeProject = async (
  context: IdentityContext,
  project: Project,
  manifests: readonly string[],
): Promise<Claims[]> => {
  const { published, report } = context;
  const tracked =
    project.root === "" ? published.paths : published.paths.filter((path) => path.startsWith(`${project.root}/`));
  if (project.isDeclared && tracked.length === 0) {
    report({
      code: "DEAD_GLOB",
      level: "undecided",
      message: `No tracked file lies below the project "${project.root || "."}"`,
      fix: `correct or remove it in projects`,
    });
  }
  const read: Version[] = [];
  const named = new Set<string>();
  for (const path of manifests) {
    const claims = await readManifest(context, path, tracked);
    receiptOf(context, claims);
    read.push(...(claims ?? []).map((one, version) => ({ claims: one, version })));
    for (const ecosystem of namedBy(claims ?? [])) named.add(ecosystem);
  }
  const isDoubt = ({ unless }: Computed): boolean => !named.has(unless ?? "");
  const expected =
    project.name ?? (project.isDeclared ? nameAmong(read.flatMap(({ claims }) => claims.names)) : undefined);
  for (const { claims, version } of read) {
    const own = { ...context, report: (finding: Finding) => report(finding, version) };
    judgeClaims(own, { ...claims, computed: claims.computed.filter(isDoubt) }, expected, tracked);
  }
  if (project.isDeclared && tracked.length > 0 && manifests.length === 0) {
    report({
      code: "NOTHING_EXAMINED",
      level: "undecided",
      message: `The project "${project.root || "."}" has no manifest at its top`,
      fix: "correct its root in projects, or remove the entry",
    });
  }
  return read.map(({ claims }) => claims);
};

const receiptOf = ({ receipts }: IdentityContext, claims: readonly Claims[] | undefined): void =>
  claims === undefined ? receipts.skip(manifestUnit, "could not be read") : receipts.examine(manifestUnit);

/** The claims of every version; undefined when one of them can't be read, with a finding that says why. */
const readManifest = async (
  context: IdentityContext,
  path: string,
  tracked: readonly string[],
): Promise<Claims[] | undefined> => {
  const texts = await textsOf(context, path);
  if (texts === undefined) return undefined;
  try {
    return await Promise.all(texts.map((text) => readClaims(path, text, tracked)));
  } catch (error) {
    context.report(malformed(path, error));
    return undefined;
  }
};

/** Whose names a manifest gives, in the index and in the work tree alike; each manifest is of one ecosystem. */
const namedBy = (versions: readonly Claims[]): string[] =>
  versions.every(({ names }) => names.length > 0) ? (versions[0]?.names ?? []).map(({ ecosystem }) => ecosystem) : [];

const judgeClaims = (
  context: IdentityContext,
  claims: Claims,
  name: string | undefined,
  tracked: readonly string[],
): void => {
  const { rules, report } = context;
  for (const fault of claims.faults) report(fault);
  const findings = [
    ...(name === undefined ? [] : judgeNames(context, claims, name)),
    ...claims.entryPoints.flatMap(({ entryPoints }) => entryPoints.map((one) => rules.judgeReference(one, tracked))),
    ...claims.directories.map((directory) => rules.judgeDirectory(directory)),
    // What nobody asks for may be made by a program.
    ...claims.computed
      .filter(({ about }) => (about === "name" ? name : context.repository) !== undefined)
      .map(({ finding }) => finding),
  ];
  for (const finding of findings) if (finding !== undefined) report(finding);
  judgeUrls(context, claims);
};

const judgeNames = ({ rules, identity }: IdentityContext, claims: Claims, name: string): (Finding | undefined)[] => {
  const display = identity.display.name === null ? [] : [identity.display.name];
  return [
    ...claims.names.map((claim) => rules.judgeName(claim, name)),
    ...claims.titles.map((title) => rules.judgeTitle(title, [name, ...display])),
    ...claims.entryPoints.map((claim) => rules.judgeEntryPointNames(claim, name, identity.commands)),
  ];
};

const judgeUrls = ({ rules, report, receipts, repository }: IdentityContext, { urls }: Claims): void => {
  if (repository === undefined) return;
  for (const claim of urls) {
    const verdict = rules.judgeUrl(claim, repository);
    receipts.consider(urlUnit, 1);
    if (verdict === "none") receipts.skip(urlUnit, "no repository's");
    else receipts.examine(urlUnit);
    if (verdict !== undefined && verdict !== "none") report(verdict);
  }
};
