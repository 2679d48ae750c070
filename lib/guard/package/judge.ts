/**
 * One check over built packages.
 *
 * @module
 */
import { basename } from "node:path";
import { errnoOf, KprovError, messageOf } from "../../errors.ts";
import { readSmallFile } from "../../files.ts";
import { type FoundFile, findFiles } from "../../find-files.ts";
import {
  type ConfigDigest,
  type Coverage,
  compareBytes,
  createReport,
  type Exemption,
  type Finding,
  type Report,
} from "../../report.ts";
import { maxPackage, unreadable } from "./member.ts";
import { isPacked } from "./nested.ts";
import { openPackage, type Package } from "./open.ts";

/** What a check says about one package, by the paths in it; a finding without a path is about the package. */
export interface JudgedPackage {
  findings: readonly Finding[];
  /** About what judges: their paths are the repository's. What is the same for several packages is said once. */
  elsewhere?: readonly Finding[];
  exemptions?: readonly Exemption[];
}

export interface JudgePackagesOptions {
  cwd: string;
  check: string;
  /** Files or globs, relative to `cwd`. */
  patterns: readonly string[];
  config: ConfigDigest | null;
  version: string;
  judge: (found: Package) => Promise<JudgedPackage>;
}

/**
 * Judge every package that `patterns` name, each on its own. One that can't be read is a doubt, and the others are judged.
 *
 * Paths of findings are the package's and then the member's. Throws `E_NOTHING` for a pattern that names no file.
 */
export const judgePackages = async (options: JudgePackagesOptions): Promise<Report> => {
  const { cwd, check, patterns, config, version, judge } = options;
  const { files, faults, unmatched } = findFiles(patterns, { cwd });
  const [none = faults[0]?.path] = unmatched;
  if (none !== undefined)
    throw new KprovError("E_NOTHING", `There is no package "${none}"`, { hint: "build it first" });
  const findings: Finding[] = [];
  const elsewhere = new Map<string, Finding>();
  const exemptions: Exemption[] = [];
  let [opened, members, packed] = [0, 0, 0];
  for (const file of files) {
    const path = shownPath(file.path);
    try {
      const found = openPackage(basename(file.path), bytesOf(file, path));
      const judged = await judge(found);
      opened += 1;
      members += found.members.length;
      packed += found.members.filter(isPacked).length;
      findings.push(...judged.findings.map((finding) => released(path, finding)));
      for (const finding of judged.elsewhere ?? []) elsewhere.set(JSON.stringify(finding), finding);
      exemptions.push(...(judged.exemptions ?? []).map((one) => exemptionBelow(path, one)));
    } catch (error) {
      // git refuses names that would be its own.
      if (!(error instanceof KprovError) || !["E_ARCHIVE", "E_GIT"].includes(error.code)) throw error;
      findings.push({ code: "PACKAGE_UNREADABLE", level: "undecided", path, message: messageOf(error) });
    }
  }
  findings.push(...elsewhere.values());
  const coverage = [
    covered("packages", files.length, { "could not be read": files.length - opened }),
    ...(members > 0 ? [covered("package members", members, { "archives, not opened": packed })] : []),
  ];
  const exempted = exemptions.length > 0 ? { exemptions: merged(exemptions) } : {};
  const report = createReport({ check, findings, coverage, config, version, ...exempted });
  if (opened > 0) return report;
  // Each package says itself why it could not be read: that there was nothing else is no news.
  return { ...report, findings: report.findings.filter(({ code }) => code !== "NOTHING_EXAMINED") };
};

// --- internal ---

const covered = (unit: string, considered: number, skipped: Record<string, number>): Coverage => {
  const counted = Object.entries(skipped).filter(([, count]) => count > 0);
  const examined = counted.reduce((rest, [, count]) => rest - count, considered);
  return { unit, considered, examined, skipped: Object.fromEntries(counted) };
};

const bytesOf = ({ absolute }: FoundFile, path: string): Buffer => {
  try {
    return readSmallFile(absolute, maxPackage);
  } catch (cause) {
    throw unreadable(path, errnoOf(cause) ?? `expected a file of at most ${maxPackage} bytes`, cause);
  }
};

/** Reports name no absolute paths. */
const shownPath = (path: string): string => (/^(?:\/|\.\.)/.test(path) ? basename(path) : path);

/** There is no file here that could be mended. */
const released = (path: string, { edit: _, ...finding }: Finding): Finding => ({
  ...finding,
  path: below(path, finding.path),
});

const below = (path: string, member: string | undefined): string => (member === undefined ? path : `${path}/${member}`);

const exemptionBelow = (path: string, { exempted, ...entry }: Exemption): Exemption => ({
  ...entry,
  exempted: exempted.map((one) => ({ ...one, path: below(path, one.path) })),
});

/** One entry of the configuration may exempt something in several packages. */
const merged = (all: readonly Exemption[]): Exemption[] => {
  const byEntry = new Map<string, Exemption>();
  for (const { glob, reason, exempted } of all) {
    const before = byEntry.get(`${glob}\0${reason}`)?.exempted ?? [];
    byEntry.set(`${glob}\0${reason}`, { glob, reason, exempted: [...before, ...exempted] });
  }
  for (const { exempted } of byEntry.values()) exempted.sort((a, b) => compareBytes(a.path, b.path));
  return [...byEntry.values()];
};
