/**
 * The search for the display name in everything that git publishes.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../digest.ts";
import { KprovError } from "../../errors.ts";
import { compileGlobs, isGlob } from "../../glob.ts";
import { doubtOf, type Finding } from "../../report.ts";
import { fingerprintOf } from "../fingerprint.ts";
import type { Entry } from "../surface/listing.ts";
import { readSizes, readWholeBlob } from "../surface/objects.ts";
import type { Snapshot, Tracked } from "../surface/snapshot.ts";
import type { IdentityContext } from "./context.ts";
import { withinScope } from "./scope.ts";

const unit = "files searched for the display name";

export interface DisplaySearch {
  snapshot: Snapshot;
  /** Tracked paths that declare the name. */
  declaredIn: readonly string[];
  cacheDir: string | null;
  version: string;
}

/**
 * Every file that no allow glob names. Those that have the name nowhere in their bytes are known fast; the others are
 * looked at as text, as the index has them and as they lie there.
 *
 * A display name equal to the technical one is no name of its own: nothing is judged then. Says whether the verdict
 * depends on a file that git does not track yet.
 */
export const judgeDisplayEverywhere = async (context: IdentityContext, search: DisplaySearch): Promise<boolean> => {
  const { published, scope, identity, receipts } = context;
  const { name } = identity.display;
  if (name === null || name === identity.name) return false;
  const { tracked, paths } = published;
  const allowed = createAllowed(context, search.snapshot);
  const asked: [entry: Entry, index: number][] = [];
  for (const [index, entry] of tracked.listing.entries.entries()) {
    const path = paths[index] ?? "";
    if (!isFile(entry) || withinScope(path, scope) === undefined) continue;
    receipts.consider(unit, 1);
    if (search.declaredIn.includes(path)) receipts.skip(unit, "declares the name");
    else if (allowed.paths.has(path)) receipts.skip(unit, "allowed");
    else asked.push([entry, index]);
  }
  const { findFree } = await import("../forbidden/index.ts");
  const free = await findFree({ ...search, entries: asked.map(([entry]) => entry), tokens: [name] });
  for (const [entry, index] of asked) {
    if (free.has(entry)) {
      receipts.examine(unit);
      continue;
    }
    await judgeEntry(context, tracked.at(index), name);
    await new Promise(setImmediate); // So that signals are heard.
  }
  return allowed.isComing;
};

// --- internal ---

type IndexEntry = ReturnType<Tracked["at"]>;

/** In any of its stages. */
const isFile = ({ kind, others = [] }: Entry): boolean =>
  kind === "file" || others.some((other) => other.kind === "file");

const judgeEntry = async (context: IdentityContext, entry: IndexEntry, display: string): Promise<void> => {
  const { identity, repository, rules, receipts, report } = context;
  const judged = { display, name: identity.name, repository };
  try {
    const texts = await readTexts(context, entry);
    receipts.examine(unit);
    for (const [version, decoded] of texts.entries()) {
      const finding = decoded
        .map((text) => rules.judgeDisplay(entry.path, text, judged))
        .find((found) => found !== undefined);
      if (finding !== undefined) report(decoded.length === 1 ? finding : knownByContent(finding, decoded), version);
    }
  } catch (error) {
    receipts.skip(unit, "could not be read");
    report(doubtOf("FILE_UNREADABLE", error, entry.path));
  }
};

/** What lines there are depends on who decodes it. */
const knownByContent = (finding: Finding, [plain = ""]: readonly string[]): Finding => ({
  ...finding,
  fingerprint: fingerprintOf(finding.code, ["content", sha256(plain)]),
});

/** Of each version, the text where it is one; else what any decoder could make of the bytes. Throws `E_IO` or `E_GIT`. */
const readTexts = async ({ cwd, top, published }: IdentityContext, entry: IndexEntry): Promise<string[][]> => {
  try {
    return (await published.versions(entry.path)).map(({ text }) => decodings(Buffer.from(text)));
  } catch {
    // No text, or not to be had: then there are bytes to look at, or reading these fails as well.
  }
  const sizes = readSizes(entry.blobs, cwd);
  for (const size of sizes) {
    if (size === undefined) throw new KprovError("E_IO", "Its content is not in this clone");
    assertSize(size);
  }
  const lying = entry.isSame ? [] : [readFileOrNothing(pathOf(top, entry))];
  const contents = [...entry.blobs.map((blob) => readWholeBlob(blob, cwd)), ...lying];
  return contents.map(decodings);
};

/** UTF-16 may begin at an odd byte inside of something else, and without other letters it is UTF-8 with NULs. */
const decodings = (bytes: Buffer): string[] => {
  const plain = isUtf8(bytes) ? bytes.toString("utf8") : bytes.toString("latin1");
  if (!bytes.includes(0)) return [plain];
  const wide = ["utf-16le", "utf-16be"].map((encoding) => new TextDecoder(encoding));
  return [plain, ...wide.flatMap((decoder) => [bytes, bytes.subarray(1)].map((part) => decoder.decode(part)))];
};

/** Larger files that have the name in them are left to a person. */
const largest = 2 ** 26;

const assertSize = (size: number): void => {
  if (size > largest) throw new KprovError("E_IO", `It is larger than ${largest} bytes`);
};

const pathOf = (top: string, { path, bytes }: IndexEntry): string | Buffer =>
  bytes === undefined ? `${top}/${path}` : Buffer.concat([Buffer.from(`${top}/`), bytes]);

const readFileOrNothing = (path: string | Buffer): Buffer => {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) return Buffer.alloc(0);
  assertSize(stats.size);
  return readFileSync(path);
};

/** A file that lies there by this very name will be tracked as soon as somebody adds it. */
const isComing = (glob: string, top: string, scope: string): boolean =>
  !isGlob(glob) && existsSync(join(top, scope, glob));

/** An allow glob that matches no file is a doubt: it would hide the next one, or means another file. */
const createAllowed = (
  { identity, published, top, scope, report }: IdentityContext,
  { isStaged }: Pick<Snapshot, "isStaged">,
) => {
  const allowed = { paths: new Set<string>(), isComing: false };
  for (const glob of identity.display.allow) {
    const matches = compileGlobs([glob]);
    const found = published.paths.filter((path) => matches(withinScope(path, scope) ?? "/"));
    for (const path of found) allowed.paths.add(path);
    if (found.length > 0) continue;
    if (!isStaged && isComing(glob, top, scope)) allowed.isComing = true;
    else
      report({
        code: "DEAD_GLOB",
        level: "undecided",
        message: `No tracked file matches "${glob}" of identity.display.allow`,
        fix: `remove "${glob}" from identity.display.allow, or correct it`,
      });
  }
  return allowed;
};
