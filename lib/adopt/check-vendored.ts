/**
 * Is the vendored file what a version of this program ships? Asked by an installed package: a file never vouches for itself.
 *
 * @module
 */
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../digest.ts";
import { errnoOf, KprovError } from "../errors.ts";
import { readSmallFile } from "../files.ts";
import { git, splitNul } from "../git.ts";
import { type Coverage, createReport, type Finding, type Report } from "../report.ts";
import type { OwnForm } from "./own-files.ts";
import { pinPath, pinText, vendoredPath } from "./vendor.ts";

/** The report of `vendor --check`. */
export interface VendorReport extends Report {
  /** What the files were compared with. */
  against: { version: string; sha256: string };
  /** Whether git's index was compared too: there is none outside a repository. */
  isTrackedCompared: boolean;
}

/**
 * Compare the vendored file and its pin below `root` with `form`, and with what git tracks. Nothing of it is run.
 * Throws as `git` does, unless there is no repository.
 */
export const checkVendored = async (root: string, form: OwnForm): Promise<VendorReport> => {
  const [file, pin] = [look(root, vendoredPath), look(root, pinPath)];
  const present = [file, pin].filter((found): found is Present => "bytes" in found);
  const index = await readIndex(root);
  const tracked = await Promise.all(present.map((found) => judgeTracked(root, found, index)));
  const findings = [...[file, pin].flatMap(judgePlace), ...judgeFile(file, form), ...judgePin(pin, file, form)];
  const report = createReport({
    check: "vendor",
    findings: [...findings, ...tracked.flat()],
    coverage: [coverageOf([file, pin])],
    config: null,
    version: form.version,
  });
  const { version, sha256: digest } = form;
  return { ...report, against: { version, sha256: digest }, isTrackedCompared: index !== undefined };
};

/** The line below the report: what was proved against what. */
export const formatAgainst = ({ against, isTrackedCompared }: VendorReport): string => {
  const git = isTrackedCompared ? "and with git's index" : "alone: this is no git repository";
  return `compared with kprovengine ${against.version} ${git}\nsha256 ${against.sha256}`;
};

/** The version that the file's first line names; undefined when it has no such line. Data: the file is not run. */
export const versionOf = (bytes: Buffer): string | undefined =>
  /^\/\/ kprovengine (\d{1,9}\.\d{1,9}\.\d{1,9}(?:-[0-9A-Za-z.-]{1,64})?): /.exec(
    bytes.subarray(0, 200).toString("latin1"),
  )?.[1];

// --- internal ---

interface Present {
  path: string;
  bytes: Buffer;
}
type Found = Present | { path: string; missing: true } | { path: string; odd: string };

/** No link is followed, neither in the file's place nor on the way to it: git would publish the link. */
const look = (root: string, path: string): Found => {
  try {
    if (!lstatSync(join(root, ".kprov")).isDirectory()) return { path, odd: '".kprov" is not a directory' };
    const stats = lstatSync(join(root, path));
    if (stats.isSymbolicLink()) return { path, odd: "it is a symbolic link" };
    if (!stats.isFile()) return { path, odd: "it is not a regular file" };
    if (stats.size > largest) return { path, odd: `it has more than ${largest} bytes` };
    return { path, bytes: readSmallFile(join(root, path), largest) };
  } catch (error) {
    const code = errnoOf(error);
    return code === "ENOENT" ? { path, missing: true } : { path, odd: `it can't be read: ${code ?? "it changed"}` };
  }
};

/** No version of the file was ever near it. */
const largest = 2 ** 24;

const judgePlace = (found: Found): Finding[] => {
  const { path } = found;
  if ("missing" in found)
    return [
      doubt("VENDOR_MISSING", path, "It is not there, so there is nothing to judge", "kprovengine init --vendor"),
    ];
  if ("odd" in found) return [doubt("VENDOR_UNREADABLE", path, `It can't be judged: ${found.odd}`, restore(path))];
  return [];
};

const judgeFile = (file: Found, { sha256: shipped, version }: OwnForm): Finding[] => {
  if (!("bytes" in file)) return [];
  const { path, bytes } = file;
  const own = versionOf(bytes);
  if (own === undefined)
    return [violation("VENDOR_CHANGED", path, "Its first line names no version, so no version ships it")];
  if (own !== version)
    return [
      doubt(
        "VENDOR_VERSION",
        path,
        `It says that it is version ${own}; this is ${version}`,
        `npx kprovengine@${own} vendor --check`,
      ),
    ];
  const actual = sha256(bytes);
  if (actual === shipped) return [];
  const message = `It says that it is version ${version}, and is not what that version ships`;
  return [{ ...violation("VENDOR_CHANGED", path, message), expected: shipped, actual }];
};

/** The pin has to be the file's; when the file says that it is ours, then ours, whatever the file is. */
const judgePin = (pin: Found, file: Found, form: OwnForm): Finding[] => {
  if (!("bytes" in pin) || !("bytes" in file)) return [];
  const isSame = versionOf(file.bytes) === form.version;
  const expected = pinText(isSame ? form.sha256 : sha256(file.bytes));
  if (pin.bytes.equals(Buffer.from(expected))) return [];
  const message = isSame
    ? `It does not pin what version ${form.version} ships`
    : "It does not pin the file that lies beside it";
  return [{ ...violation("VENDOR_PIN_MISMATCH", pin.path, message), expected: expected.trimEnd() }];
};

interface Tracked {
  mode: string;
  oid: string;
  stage: string;
}

/** Path → entries; undefined outside a repository. */
const readIndex = async (root: string): Promise<Map<string, Tracked[]> | undefined> => {
  try {
    const entries = new Map<string, Tracked[]>();
    for (const entry of splitNul(await git(["ls-files", "--stage", "-z", "--", ".kprov"], { cwd: root }))) {
      const [, mode = "", oid = "", stage = "", path = ""] = /^(\d+) ([0-9a-f]+) (\d)\t(.*)$/s.exec(entry) ?? [];
      entries.set(path, [...(entries.get(path) ?? []), { mode, oid, stage }]);
    }
    return entries;
  } catch (error) {
    if (error instanceof KprovError && error.code === "E_NO_REPOSITORY") return undefined;
    throw error;
  }
};

/** The bytes in the index are compared, not git's opinion of them: it can be told to overlook a change. */
const judgeTracked = async (
  root: string,
  { path, bytes }: Present,
  index: Map<string, Tracked[]> | undefined,
): Promise<Finding[]> => {
  if (index === undefined) return [];
  const [entry, ...others] = index.get(path) ?? [];
  if (entry === undefined)
    return [violation("VENDOR_UNTRACKED", path, "Git does not track it, so nobody else gets it", `git add -- ${path}`)];
  if (others.length > 0 || entry.stage !== "0")
    return [doubt("VENDOR_UNREADABLE", path, "It can't be judged: a merge of it is not settled", restore(path))];
  const isFile = entry.mode.startsWith("100");
  const tracked = isFile ? await git(["cat-file", "blob", entry.oid], { cwd: root }) : undefined;
  if (tracked?.equals(bytes)) return [];
  return [
    violation("VENDOR_MODIFIED", path, "What git tracks is not what lies in the work tree", `git diff -- ${path}`),
  ];
};

const coverageOf = (found: readonly Found[]): Coverage => {
  const missing = found.filter((one) => "missing" in one).length;
  const odd = found.filter((one) => "odd" in one).length;
  return {
    unit: "vendored files",
    considered: found.length,
    examined: found.length - missing - odd,
    skipped: { ...(missing > 0 && { missing }), ...(odd > 0 && { unreadable: odd }) },
  };
};

type VendorCode = Extract<Finding["code"], `VENDOR_${string}`>;

const restore = (path: string): string => `git checkout HEAD -- ${path}`;

const violation = (code: VendorCode, path: string, message: string, fix = restore(path)): Finding => ({
  ...{ code, path, message, fix },
  level: "violation",
});

const doubt = (code: VendorCode, path: string, message: string, fix: string): Finding => ({
  ...{ code, path, message, fix },
  level: "undecided",
});
