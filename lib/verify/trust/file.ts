/**
 * The trust file on disk: where it is looked for, read and written. Trust never comes from what is judged.
 *
 * @module
 */
import { existsSync, realpathSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { errnoOf, KprovError, messageOf } from "../../errors.ts";
import { makeDirectory, syncAll, writeNewFile } from "../../files.ts";
import { formatDocument, parseJson } from "../../json.ts";
import { stagedBeside } from "../../leftovers.ts";
import type { PublicKey } from "../../sign/index.ts";
import { shellQuote } from "../../text.ts";
import { userDir } from "../../user-dir.ts";
import { readDocument } from "../read.ts";
import { assertOwnTrust } from "./custody.ts";
import type { TrustedKey, TrustFile } from "./types.ts";

/** A trust file that was read, with its keys ready for use. */
export interface LoadedTrust {
  /** As it was given. */
  path: string;
  file: TrustFile;
  /** SHA-256 of its bytes: the policy under which a verdict was reached. */
  sha256: string;
  keys: readonly (TrustedKey & { key: PublicKey })[];
  /** Absolute path of Sigstore's trusted root. */
  trustedRoot?: string;
}

/** The user's own trust file, whether it exists or not; null when there is no home. */
export const userTrustPath = (env: NodeJS.ProcessEnv = process.env): string | null => {
  const dir = userDir(env);
  return dir === null ? null : join(dir, "trust.json");
};

/** Read `path`. Throws `E_TRUST` with every problem at once: key, what was wanted, what was found. */
export const readTrustFile = async (path: string, cwd = process.cwd()): Promise<LoadedTrust> => {
  const absolute = resolve(cwd, path);
  // A link is followed: whoever names the file, or owns the directory, has chosen it.
  const document = readDocument(realPath(absolute) ?? absolute, maxBytes);
  if ("failed" in document) throw refusal(path, [reasons[document.failed] ?? `it can't be read (${document.failed})`]);
  let value: ReturnType<typeof parseJson>;
  try {
    value = parseJson(document.bytes, { name: path, maxBytes });
  } catch (cause) {
    throw new KprovError("E_TRUST", `Cannot use the trust file "${path}": ${messageOf(cause)}`, { cause });
  }
  const { judgeTrust } = await import("./problems.ts");
  const read = judgeTrust(value);
  if ("problems" in read) throw refusal(path, read.problems);
  const root = read.file.sigstore?.trustedRoot;
  return {
    path,
    ...read,
    sha256: document.sha256,
    ...(root !== undefined && { trustedRoot: resolve(dirname(absolute), root) }),
  };
};

/** The same for the user's own file, which nobody else may be able to write. Throws `E_TRUST`. */
export const readOwnTrustFile = async (path: string, cwd?: string): Promise<LoadedTrust> => {
  assertOwnTrust(path);
  return readTrustFile(path, cwd);
};

/**
 * The trust file for judging `judged`: `named` when it was given, else the user's own; null when there is none.
 *
 * Throws `E_TRUST` when the user's own lies in what is judged or in a checkout around it: then whoever made the bundle
 * could have brought it along. Only naming it says that it is meant.
 */
export const findTrustFile = async (
  named: string | undefined,
  options: { judged: readonly string[]; cwd: string; env?: NodeJS.ProcessEnv },
): Promise<LoadedTrust | null> => {
  if (named !== undefined) return readTrustFile(named, options.cwd);
  const path = userTrustPath(options.env);
  if (path === null || !existsSync(path)) return null;
  const real = realPath(path) ?? path;
  const judged = options.judged.map((given) => resolve(options.cwd, given));
  const places = [...judged, ...[...judged, options.cwd].flatMap(checkoutsOf)];
  const around = places.find((place) => isInside(real, realPath(place) ?? place));
  if (around === undefined) return readOwnTrustFile(path, options.cwd);
  throw new KprovError("E_TRUST", `The trust file "${path}" lies in what is judged, "${around}": it is not believed`, {
    hint: `--trust ${shellQuote(path)} says that it is meant`,
  });
};

/**
 * Write `file` to `path`, whole or not at all, readable by its owner only. Throws `E_TRUST` for what could not be read
 * back, and `E_IO`.
 */
export const writeTrustFile = async (path: string, file: TrustFile): Promise<void> => {
  const bytes = formatDocument(file);
  const { judgeTrust } = await import("./problems.ts");
  const read = judgeTrust(parseJson(bytes, { name: path }));
  if ("problems" in read) throw refusal(path, read.problems);
  const staged = stagedBeside(path);
  const mask = process.umask(0o077);
  try {
    makeDirectory(dirname(path), 0o700);
    writeNewFile(staged, `${JSON.stringify(JSON.parse(bytes.toString("utf8")), null, 2)}\n`);
    await syncAll([staged]);
    renameSync(staged, path);
    await syncAll([dirname(path)]);
  } catch (cause) {
    rmSync(staged, { force: true });
    throw new KprovError("E_IO", `Cannot write the trust file "${path}": ${messageOf(cause)}`, { cause });
  } finally {
    process.umask(mask);
  }
};

/** `trust` with another trusted root. Throws `E_TRUST` when that can't be used: it was named to be followed. */
export const withTrustedRoot = async (trust: LoadedTrust, path: string): Promise<LoadedTrust> => {
  const { assertTrustedRoot } = await import("./certificate.ts");
  await assertTrustedRoot(path);
  return { ...trust, trustedRoot: path };
};

/** JSON Schema (draft 2020-12) of the trust file. */
export const trustJsonSchema = async (): Promise<object> => {
  const [{ z }, { trustSchema }] = await Promise.all([import("zod"), import("./schema.ts")]);
  return { title: "kprov.trust/v1", ...z.toJSONSchema(trustSchema, { io: "input" }) };
};

// --- internal ---

/** Thousands of keys fit; what is larger was not written by people. */
const maxBytes = 16 * 2 ** 20;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist",
  special: "it is not a plain file",
  large: `it is larger than ${maxBytes} bytes`,
};

const refusal = (path: string, problems: readonly string[]): KprovError => {
  const lines = problems.length === 1 ? ` ${problems[0]}` : problems.map((problem) => `\n  ${problem}`).join("");
  // Another key mends a file that is missing or names nobody, and no other.
  const isMissing = problems.every((problem) => problem === reasons["ENOENT"] || problem.endsWith("trusts nobody"));
  return new KprovError("E_TRUST", `Cannot use the trust file "${path}":${lines}`, {
    hint: isMissing
      ? "make one: kprovengine keys trust FINGERPRINT --role runner --owner NAME"
      : "correct what is named, in the file itself",
  });
};

const realPath = (path: string): string | undefined => {
  try {
    return realpathSync(path);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
};

const isInside = (path: string, place: string): boolean =>
  path === place || path.startsWith(place.endsWith(sep) ? place : place + sep);

/** Every work tree around `path`, by the `.git` at its top: one may lie in another. */
const checkoutsOf = (path: string): string[] => {
  const tops: string[] = [];
  for (let at = realPath(path) ?? path; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) tops.push(at);
    if (dirname(at) === at) return tops;
  }
};
