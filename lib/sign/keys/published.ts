/**
 * Public keys in a checkout: candidates, until somebody pins one in their own trust file.
 *
 * @module
 */
import { existsSync, lstatSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { errnoOf, exits, KprovError, messageOf } from "../../errors.ts";
import { makeDirectory, readSmallFile, syncAll, writeNewFile } from "../../files.ts";
import { compareBytes } from "../../report.ts";
import { shellQuote } from "../../text.ts";
import { workTreeTop } from "../../user-dir.ts";
import { type PublicKey, parsePublicKey } from "../public-key.ts";

/** Where a repository publishes them, from its top. */
export const publishedDirectory = ".kprov/keys";

/** A public key that a checkout brings along, or what is wrong with the file. `path` is relative to the checkout's top. */
export type Candidate = { path: string } & ({ key: PublicKey } | { problem: string });

/** The candidates of the checkout around `cwd`, sorted by path; none outside of one. Throws `E_IO` for a directory that can't be read. */
export const readCandidates = (cwd: string): Candidate[] => {
  const top = workTreeTop(cwd);
  if (top === null) return [];
  const names = namesIn(join(top, publishedDirectory));
  return names.map((name) => readCandidate(top, `${publishedDirectory}/${name}`));
};

/** Read a file with one public key. Throws `E_KEY`. */
export const readPublicFile = (path: string, shown = path): PublicKey => {
  let text: string;
  try {
    text = readSmallFile(path, maxBytes).toString("utf8");
  } catch (cause) {
    throw new KprovError("E_KEY", `Cannot read the public key "${shown}": ${messageOf(cause)}`, { cause });
  }
  return parsePublicKey(text, shown);
};

/** A file of the wrong half is told from one that others can read: `id_ed25519.pub` is readable by all, and rightly so. Throws `E_KEY`. */
export const assertNotPublic = (path: string, shown: string): void => {
  try {
    readPublicFile(path);
  } catch {
    return; // Whoever reads it as a private key says what it is.
  }
  const other = shown.replace(/\.pub$/, "");
  throw new KprovError("E_KEY", `"${shown}" is the public half of a key: the private one signs`, {
    exit: exits.usage,
    ...(other !== shown && { hint: `name the private half, ${shellQuote(other)}` }),
  });
};

/**
 * Refuse a checkout in which `name` can't be published: before a key is made that would then lie about.
 *
 * Throws `E_KEY` outside of a checkout, for a link in the way, and when the name is taken. Returns the top of the checkout.
 */
export const assertPublishable = (cwd: string, name: string, fingerprint?: string): string => {
  const top = workTreeTop(cwd);
  if (top === null)
    throw new KprovError("E_KEY", `Cannot publish the key: "${cwd}" is not in a git repository`, {
      hint: "leave --publish out, or run it in the checkout that is to name the key",
    });
  assertOwnPlace(top);
  const path = `${publishedDirectory}/${name}.pub`;
  if (lstatSync(join(top, path), { throwIfNoEntry: false }) === undefined) return top;
  const there = readPublicFile(join(top, path), path);
  if (there.fingerprint === fingerprint) return top;
  throw new KprovError("E_KEY", `Cannot publish the key: "${path}" is another one, ${there.fingerprint}`, {
    hint: "give the key another name",
  });
};

/**
 * Publish a key as `.kprov/keys/<name>.pub` of the checkout around `cwd`. Returns the path from its top.
 *
 * The same key there already is fine. Throws `E_KEY` for another one, outside of a checkout, and for a link in the way.
 */
export const publishKey = async (cwd: string, name: string, line: string): Promise<string> => {
  const top = assertPublishable(cwd, name, parsePublicKey(line, name).fingerprint);
  const path = `${publishedDirectory}/${name}.pub`;
  const target = join(top, path);
  if (existsSync(target)) return path;
  try {
    makeDirectory(dirname(target));
    writeNewFile(target, line);
    await syncAll([target]);
  } catch (cause) {
    throw new KprovError("E_IO", `Cannot write "${path}": ${messageOf(cause)}`, { cause });
  }
  return path;
};

// --- internal ---

/** A public key is a line. */
const maxBytes = 16 * 1024;

/** A checkout that offers more wants to keep its reader busy. */
const maxCandidates = 1000;

const namesIn = (dir: string): string[] => {
  try {
    const names = readdirSync(dir).filter((name) => name.endsWith(".pub"));
    if (names.length > maxCandidates)
      throw new KprovError("E_KEY", `"${dir}" holds ${names.length} public keys: expected at most ${maxCandidates}`);
    return names.sort(compareBytes);
  } catch (cause) {
    if (cause instanceof KprovError) throw cause;
    if (errnoOf(cause) === "ENOENT" || errnoOf(cause) === "ENOTDIR") return [];
    throw new KprovError("E_IO", `Cannot read the directory "${dir}": ${messageOf(cause)}`, { cause });
  }
};

const readCandidate = (top: string, path: string): Candidate => {
  try {
    // What a link leads to is not what the repository publishes.
    if (lstatSync(join(top, path)).isSymbolicLink()) return { path, problem: "it is a symbolic link" };
    return { path, key: readPublicFile(join(top, path), path) };
  } catch (error) {
    return { path, problem: messageOf(error) };
  }
};

/** A link would lead what we write out of the checkout. */
const assertOwnPlace = (top: string): void => {
  for (const dir of [".kprov", publishedDirectory]) {
    const stats = lstatSync(join(top, dir), { throwIfNoEntry: false });
    if (stats !== undefined && !stats.isDirectory())
      throw new KprovError("E_KEY", `Cannot publish the key: "${dir}" is not a directory`);
  }
};
