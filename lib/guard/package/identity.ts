/**
 * Whether a package is the project's: its names, URLs and words, by the rules of check-identity.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import type { Gate, GateContext } from "../gate.ts";
import { findingAt } from "../identity/finding.ts";
import { filesOf } from "../identity/forbidden-list.ts";
import { pythonUrl } from "../identity/manifests/python.ts";
import { canonicalRepository } from "../identity/meant.ts";
import { judgeName, normaliseName } from "../identity/names.ts";
import { judgeUrl, type UrlClaim } from "../identity/url-rules.ts";
import { takeSnapshot } from "../surface/snapshot.ts";
import { judgeCommands } from "./commands.ts";
import { type Member, unreadable } from "./member.ts";
import type { Field } from "./metadata.ts";
import type { Package } from "./open.ts";
import { type PackageProject, projectOf } from "./project.ts";
import { withStage } from "./stage.ts";

/**
 * Judge `found`: what METADATA or PKG-INFO says, the file's own name, and by `gate`, which is check-identity's, everything in
 * it, names and the archive's own headers included. Paths of findings are those in the package; none is the package itself.
 *
 * The display name and the container labels are the repository's affair. Throws `E_ARCHIVE` for a name that is needed here.
 */
export const judgePackageIdentity = async (found: Package, gate: Gate, context: GateContext): Promise<Finding[]> => {
  const project = await projectOf(found, context);
  const identity = { ...context.config.identity, name: project.name };
  const { findings: said, compared } = judgeMetadata(found, identity);
  const commands = project.name === null ? [] : judgeCommands(found, { ...identity, name: project.name });
  const own = [...[...said, ...commands].map(advised(project)), ...project.findings, ...judgeLists(found, context)];
  const hasTokens = Object.keys(identity.forbidden).length > 0;
  // A wheel has no manifest: METADATA stands for it.
  const [name, repository] = found.kind === "wheel" ? [null, null] : [identity.name, identity.repository];
  if (name === null && repository === null && !hasTokens) return compared > 0 ? own : [...own, nothingCompared];
  const { findings, coverage } = await withStage([...found.members, ...cornerOf(found)], (dir) =>
    gate.run({
      ...context,
      ...{ cwd: dir, root: dir, path: null, snapshot: takeSnapshot(dir, { staged: true, env: {} }) },
      config: { ...context.config, projects: [], identity: { ...identity, ...notReleased, name, repository } },
      listsFrom: { cwd: context.cwd, root: context.root },
    }),
  );
  // Who names no repository names no wrong one.
  const silent = coverage.filter(({ unit, considered }) => unit === "repository URLs" && considered === 0);
  const isMoot = ({ code, message }: Finding): boolean =>
    code === "NOTHING_EXAMINED" &&
    (hasTokens || name !== null || compared > 0) &&
    silent.some(({ unit }) => message.includes(unit));
  // By construction, a package has its manifest at its own top: where it lies in the repository, its project says.
  const isOfPackage = (finding: Finding): boolean => finding.code !== "DIRECTORY_MISMATCH" && !isMoot(finding);
  return [...own, ...findings.filter(isOfPackage).map(advised(project)).map(inPackage)];
};

// --- internal ---

/** Where the archive's own name and headers stand: shorter than any token. */
const corner = "~~";

/** Throws `E_ARCHIVE` for a package that has that very place: what is there would not be judged. */
const cornerOf = ({ name, top, headers, members }: Package): Member[] => {
  if (members.some(({ path }) => path === corner || path.startsWith(`${corner}/`)))
    throw unreadable(name, `"${corner}" is in it, where its own name and headers are judged`);
  return [
    { path: `${corner}/${name}`, bytes: Buffer.alloc(0) },
    { path: `${corner}/~`, bytes: Buffer.concat([headers, Buffer.from(`\n${top ?? ""}`)]) },
  ];
};

const notReleased = { display: { name: null, allow: [] }, docker: { files: [], labels: {} } };

const nothingCompared: Finding = {
  ...{ code: "NOTHING_EXAMINED", level: "undecided" },
  message: "Nothing that the configuration says about the project could be compared with the package",
  fix: "write identity.name or identity.forbidden into kprov.config.*",
};

/** The project that is meant may be none of those that the configuration names. */
const advised =
  ({ fix }: PackageProject) =>
  (finding: Finding): Finding =>
    fix !== undefined && finding.fix?.endsWith(", or correct identity.name") === true ? { ...finding, fix } : finding;

/** What stands in the corner is the archive's own. */
const inPackage = (found: Finding): Finding => {
  const fix = "change it where it comes from, and build the package again";
  const finding = found.code.startsWith("FORBIDDEN_") ? { ...found, fix } : found;
  if (finding.path?.startsWith(`${corner}/`) !== true) return finding;
  const { path, line, column, ...rest } = finding;
  const where = path === `${corner}/~` ? "the archive's own headers" : "the file's name";
  const place = [path, line, column].filter((part) => part !== undefined).join(":");
  return { ...rest, message: `In ${where}: ${rest.message.replace(`${place}: `, "")}` };
};

/** What METADATA says, and how much of it could be compared with the configuration. */
const judgeMetadata = (found: Package, identity: GateContext["config"]["identity"]): Said => {
  const { metadata } = found;
  if (metadata === null) return { findings: [], compared: 0 };
  const { path } = metadata;
  const locate: Locate = ({ line, column, value }) => ({ path, line, column, value });
  const names = metadata.fields.filter((field) => field.name === "name");
  const [name] = names;
  if (name === undefined || name.value === "" || names.length > 1)
    return { findings: [unclear(path, "Name", names.length)], compared: 0 };
  const canonical = canonicalRepository(identity.repository);
  const verdicts =
    canonical === undefined ? [] : urlsOf(metadata.fields).map((field) => judgeUrl(claimOf(field, locate), canonical));
  const named = { ecosystem: "Python", key: "Name", name: locate(name) } as const;
  const judged = identity.name === null ? undefined : judgeName(named, identity.name);
  const version = metadata.fields.find((field) => field.name === "version")?.value ?? "";
  const own = [judgeFileName(found, locate(name), version), judgeTop(found, locate(name), version)];
  const all = [judged, ...verdicts, ...own];
  return {
    findings: all.filter((finding) => typeof finding === "object"),
    compared: (identity.name === null ? 0 : 1) + verdicts.filter((verdict) => verdict !== "none").length,
  };
};

interface Said {
  findings: Finding[];
  compared: number;
}

const urlsOf = (fields: readonly Field[]): Field[] =>
  fields.filter(({ name }) => name === "project-url" || name === "home-page");

type Locate = (field: Field) => { path: string; line: number; column: number; value: string };

/** `Project-URL: label, URL`. */
const claimOf = (field: Field, locate: Locate): UrlClaim => {
  const located = locate(field);
  if (field.name === "home-page") return { key: "Home-page", url: located, role: "page" };
  const comma = field.value.indexOf(",");
  const label = field.value.slice(0, Math.max(0, comma)).trim();
  const url = field.value.slice(comma + 1).trimStart();
  const column = located.column + field.value.length - url.length;
  return pythonUrl("Project-URL", label, { ...located, value: url, column });
};

/** Both formats name their file `{name}-{version}`, each written without a dash: installers go by it. */
const judgeFileName = (found: Package, name: ReturnType<Locate>, stated: string): Finding | undefined => {
  const [said = "", version = ""] = found.name.replace(/\.(?:whl|tar\.gz|tgz)$/i, "").split(/-(?=v?\d)/);
  const written = version.split("-", 1)[0] ?? "";
  const isSame = normaliseName.Python(said) === normaliseName.Python(name.value) && plain(written) === plain(stated);
  if (isSame) return undefined;
  return findingAt(name, {
    ...{ code: "NAME_MISMATCH", identity: ["file", found.name, name.value, stated] },
    message: "The file is called otherwise than what is in it",
    ...{
      expected: `"${name.value}" ${stated}`,
      actual: `"${found.name}"`,
      fix: "build it again, and do not rename it",
    },
  });
};

/**
 * Everything lies in `{name}-{version}`: https://packaging.python.org/en/latest/specifications/source-distribution-format/
 * Older tools write the name as it stands in PKG-INFO.
 */
const judgeTop = ({ top }: Package, name: ReturnType<Locate>, version: string): Finding | undefined => {
  if (top === null || plain(top) === plain(`${name.value}-${version}`)) return undefined;
  return findingAt(name, {
    ...{ code: "NAME_MISMATCH", identity: ["directory", top, name.value, version] },
    message: "The directory that holds everything is called otherwise than what is in it",
    ...{ expected: `"${name.value}-${version}"`, actual: `"${top}"`, fix: "build it again with the usual tool" },
  });
};

/** Escaped in file names: https://packaging.python.org/en/latest/specifications/binary-distribution-format/ */
const plain = (version: string): string => version.toLowerCase().replace(/[-_.+]+/g, ".");

const unclear = (path: string, field: string, count: number): Finding => ({
  ...{ code: "SOURCE_MALFORMED", level: "undecided", path },
  message: `Expected one ${field}, found ${count}`,
});

/** Whoever gets the package would read what must appear nowhere. */
const judgeLists = ({ members }: Package, { config }: GateContext): Finding[] => {
  const { file } = filesOf(config.identity.forbidden);
  return members
    .filter(({ path }) => path === file)
    .map(({ path }) => ({
      ...{ code: "FORBIDDEN_TOKEN", level: "violation", path },
      ...{ message: "The list of forbidden tokens is in the package", fix: "keep it out of what is packed" },
    }));
};
