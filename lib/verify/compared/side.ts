/**
 * A bundle as a comparison reads it: every byte that is handed out was hashed and is what the manifest says.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type BundleSide, largestContent } from "../../compare/index.ts";
import { sha256 } from "../../digest.ts";
import { KprovError } from "../../errors.ts";
import { layout, type Manifest, type Member, memberPathFault, type Subject } from "../../evidence/index.ts";
import { compareBytes } from "../../report.ts";
import { readDocument, readStart, readUnhashed } from "../read.ts";

export interface SideOptions {
  /** As the person named it. */
  name: string;
  /** The digest under which the manifest was judged; without it, the manifest's own. */
  bundleDigest?: string | undefined;
  /** Where outputs that were not collected lie; undefined: they are not looked for. */
  root: string | undefined;
}

/** A side, and the manifest's bytes. */
export interface OpenedSide extends BundleSide {
  manifest: Buffer;
  /** Waits for the digests of large documents. Throws `E_IO` when one is wrong: then nothing that came of it may be believed. */
  settle(): Promise<void>;
}

/**
 * Open the bundle `dir`. Throws `E_IO` when its manifest can't be read or is not the one that was judged.
 *
 * Large documents are hashed by other threads while this one compares them.
 */
export const openSide = (dir: string, { name, bundleDigest, root }: SideOptions): OpenedSide => {
  const pending: Promise<void>[] = [];
  const read = (path: string, expected: string): Buffer => {
    const found = readUnhashed(join(dir, path), maxMember);
    if ("failed" in found) throw changed(name, path);
    const { bytes } = found;
    if (bytes.length >= largeDocument) {
      const settled = assertLater(bytes, expected, () => changed(name, path));
      settled.catch(() => undefined); // Whoever stops before it is settled has another reason.
      pending.push(settled);
    }
    if (bytes.length < largeDocument && sha256(bytes) !== expected) throw changed(name, path);
    return bytes;
  };
  const digest = bundleDigest ?? readSums(dir);
  if (digest === undefined) throw changed(name, layout.manifest);
  const manifest = read(layout.manifest, digest);
  const member = createLookup(manifest);
  return {
    name,
    bundleDigest: digest,
    manifest,
    member,
    read: (path) => {
      const listed = member(path);
      if (listed === undefined || memberPathFault(path) !== undefined || isElsewhere(dir, path))
        throw changed(name, path);
      return read(path, listed.sha256);
    },
    outside: (subject) => readOutside(subject, root),
    settle: async () => void (await Promise.all(pending)),
  };
};

// --- internal ---

/** Bytes: what the documents of a bundle may have; contents are far smaller. */
const maxMember = 256 * 2 ** 20;

/** From here on, in bytes, another thread is worth its while. */
const largeDocument = 2 ** 19;

const assertLater = async (bytes: Buffer, expected: string, fault: () => KprovError): Promise<void> => {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  if (Buffer.from(digest).toString("hex") !== expected) throw fault();
};

const sumsLine = new RegExp(`(?:^|\\n)([0-9a-f]{64})  ${layout.manifest.replace(".", "\\.")}\\n`);

/** The manifest's digest by `SHA256SUMS`: lines are sorted by path, so that it stands before those of all outputs. */
const readSums = (dir: string): string | undefined => {
  const start = readStart(join(dir, layout.sums), 4096);
  return "failed" in start ? undefined : sumsLine.exec(start.bytes.toString("latin1"))?.[1];
};

const changed = (name: string, path: string): KprovError =>
  new KprovError("E_IO", `Cannot compare "${name}": "${path}" is not what the manifest says`, {
    hint: "kprovengine verify --integrity BUNDLE shows what is wrong with it",
  });

/** A link among the directories above it would lead out of the bundle. */
const isElsewhere = (dir: string, path: string): boolean => {
  try {
    return realpathSync(join(dir, path)) !== join(realpathSync(dir), path);
  } catch {
    return false; // Not there: reading it says so.
  }
};

/** So many are found in the text; for more, the list is worth understanding. */
const fewLookups = 64;

/** Members by path. A manifest of 20,000 takes longer to parse than a few of its entries take to find. */
const createLookup = (manifest: Buffer): ((path: string) => Member | undefined) => {
  const known = new Map<string, Member | undefined>();
  let isWhole = false;
  return (path) => {
    if (known.has(path) || isWhole) return known.get(path);
    if (known.size < fewLookups) known.set(path, findMember(manifest, path));
    else {
      for (const member of membersOf(manifest)) known.set(member.path, member);
      isWhole = true;
    }
    return known.get(path);
  };
};

/** What is no manifest has no members: whoever asks for one finds that it is missing. */
const membersOf = (manifest: Buffer): Member[] => {
  try {
    const { members } = JSON.parse(manifest.toString("utf8")) as Partial<Manifest>;
    return Array.isArray(members) ? members.filter((member) => typeof member?.path === "string") : [];
  } catch {
    return [];
  }
};

const entryStart = '{"path":"';
const entryPattern =
  /^\{"path":("(?:[^"\\]|\\.)*"),"sha256":"([0-9a-f]{64})","size":(\d{1,15}),"stability":"(stable|volatile)"\}/s;

/** Longest entry: a path that is all escapes, and the rest. */
const longestEntry = 32 * 1024;

/**
 * Look for one entry by halving: a manifest is canonical, so that each entry has its keys in one order, they are sorted by path,
 * and the quote that begins a key never stands within a path without a backslash before it.
 */
const findMember = (manifest: Buffer, path: string): Member | undefined => {
  let [low, high] = [0, manifest.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = manifest.indexOf(entryStart, middle);
    const entry = at === -1 || at >= high ? undefined : readEntry(manifest, at);
    if (entry === undefined) {
      // No entry begins in this half: the one that is looked for may begin in the other.
      high = middle;
      continue;
    }
    const order = compareBytes(path, entry.path);
    if (order === 0) return entry;
    if (order < 0) high = middle;
    else low = at + 1;
  }
  return undefined;
};

const readEntry = (manifest: Buffer, at: number): Member | undefined => {
  const match = entryPattern.exec(manifest.toString("utf8", at, at + longestEntry));
  if (match === null) return undefined;
  const [, quoted = '""', sha256 = "", size = "", stability] = match;
  return {
    path: JSON.parse(quoted) as string,
    sha256,
    size: Number(size),
    stability: stability as Member["stability"],
  };
};

const notCollected =
  "it was not collected; run --collect keeps outputs in the bundle, so that they can be compared; --root DIR finds it where it lies";

const readOutside = (subject: Subject, root: string | undefined): Buffer | { why: string } => {
  if (root === undefined) return { why: notCollected };
  const path = placeOf(subject, root);
  if (path === undefined) return { why: "its name leads nowhere here" };
  const found = readDocument(realPath(path), largestContent);
  if ("failed" in found) {
    return { why: found.failed === "large" ? `it is larger than ${largestContent} bytes` : `it is not in "${root}"` };
  }
  return found.sha256 === subject.digest.sha256
    ? found.bytes
    : { why: `what lies in "${root}" is not the recorded one` };
};

/** A URI wins over the name, as it does when recorded files are verified. */
const placeOf = ({ name, uri }: Subject, root: string): string | undefined => {
  if (uri === undefined) return memberPathFault(name) === undefined ? resolve(root, name) : undefined;
  try {
    const path = fileURLToPath(uri);
    return path.includes("\0") ? undefined : path;
  } catch {
    return undefined; // Not a file: URI, or one of another host.
  }
};

/** Outputs may lie behind links: whoever named the root has chosen them. */
const realPath = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};
