/**
 * The search for the display name in everything that git publishes.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { closeSync, constants, existsSync, fstatSync, lstatSync, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { elapsed } from "../../clock.ts";
import { KprovError } from "../../errors.ts";
import { compileGlobs, isGlob } from "../../glob.ts";
import { doubtOf } from "../../report.ts";
import { createSearch, type Search } from "../../search.ts";
import { SourceError } from "../sources/index.ts";
import { readSizes, readWholeBlob } from "../surface/objects.ts";
import { type IndexEntry, listTracked } from "../surface/tracked.ts";
import type { IdentityContext } from "./context.ts";
import { displayPatterns } from "./display.ts";
import { withinScope } from "./scope.ts";

const unit = "files searched for the display name";

/**
 * Every file that no allow glob names. The bytes of the work tree are searched first, fast; only a file in which the
 * name turns up, or of which git does not say that the index has the same, is looked at as text in both versions.
 *
 * `declaredIn` are the files that declare the name. A display name equal to the technical one is no name of its own:
 * nothing is judged then.
 */
export const judgeDisplayEverywhere = async (
  context: IdentityContext,
  declaredIn: readonly string[],
): Promise<void> => {
  const { cwd, top, scope, identity, receipts } = context;
  const { name } = identity.display;
  if (name === null || name === identity.name) return;
  const isAllowed = createAllowed(context);
  const search = createSearch(displayPatterns(name));
  const isFree = (entry: IndexEntry): boolean => entry.isSame && hasNot(search, pathOf(top, entry));
  const entries = listTracked(cwd).filter(
    (entry) => entry.kind === "file" && withinScope(entry.path, scope) !== undefined,
  );
  receipts.consider(unit, entries.length);
  let breath = elapsed();
  for (const entry of entries) {
    if (elapsed() - breath > 50) {
      await new Promise(setImmediate); // So that signals are heard.
      breath = elapsed();
    }
    if (declaredIn.includes(entry.path)) receipts.skip(unit, "declares the name");
    else if (isAllowed(entry.path)) receipts.skip(unit, "allowed");
    else if (isFree(entry)) receipts.examine(unit);
    else await judgeEntry(context, entry, name);
  }
};

// --- internal ---

const judgeEntry = async (context: IdentityContext, entry: IndexEntry, display: string): Promise<void> => {
  const { identity, repository, rules, receipts, report } = context;
  const judged = { display, name: identity.name, repository };
  try {
    const texts = await readTexts(context, entry);
    receipts.examine(unit);
    const finding = texts
      .map((text) => rules.judgeDisplay(entry.path, text, judged))
      .find((found) => found !== undefined);
    if (finding !== undefined) report(finding);
  } catch (error) {
    receipts.skip(unit, "could not be read");
    report(doubtOf("FILE_UNREADABLE", error, entry.path));
  }
};

/** As text where it is one; else what any decoder could make of the bytes. Throws `E_IO` or `E_GIT`. */
const readTexts = async ({ cwd, top, published }: IdentityContext, entry: IndexEntry): Promise<string[]> => {
  try {
    return (await published.versions(entry.path)).flatMap(({ text }) => decodings(Buffer.from(text)));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
  }
  const sizes = readSizes(entry.blobs, cwd);
  if (sizes.some((size) => size === undefined)) throw new KprovError("E_IO", "Its content is not in this clone");
  if (sizes.some((size = 0) => size > largest)) throw new KprovError("E_IO", `It is larger than ${largest} bytes`);
  const lying = entry.isSame ? [] : [readFileOrNothing(pathOf(top, entry))];
  const contents = [...entry.blobs.map((blob) => readWholeBlob(blob, cwd)), ...lying];
  return contents.flatMap(decodings);
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

const pathOf = (top: string, { path, bytes }: IndexEntry): string | Buffer =>
  bytes === undefined ? `${top}/${path}` : Buffer.concat([Buffer.from(`${top}/`), bytes]);

const readFileOrNothing = (path: string | Buffer): Buffer => {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) return Buffer.alloc(0);
  if (stats.size > largest) throw new KprovError("E_IO", `It is larger than ${largest} bytes`);
  return readFileSync(path);
};

/** A file that lies there by this very name will be tracked as soon as somebody adds it. */
const isComing = (glob: string, top: string, scope: string): boolean =>
  !isGlob(glob) && existsSync(join(top, scope, glob));

/** An allow glob that matches no file is a doubt: it would hide the next one, or means another file. */
const createAllowed = ({ identity, published, top, scope, report }: IdentityContext): ((path: string) => boolean) => {
  const allowed = new Set<string>();
  for (const glob of identity.display.allow) {
    const matches = compileGlobs([glob]);
    const found = published.paths.filter((path) => matches(withinScope(path, scope) ?? "/"));
    for (const path of found) allowed.add(path);
    if (found.length > 0 || isComing(glob, top, scope)) continue;
    report({
      code: "DEAD_GLOB",
      level: "undecided",
      message: `No tracked file matches "${glob}" of identity.display.allow`,
      fix: `remove "${glob}" from identity.display.allow, or correct it`,
    });
  }
  return (path) => allowed.has(path);
};

const chunk = Buffer.allocUnsafe(2 ** 20);

// NOFOLLOW: a link is not the file that git tracks. NONBLOCK: a FIFO in its place must not stop us.
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Whether the file was read to its end and none of the patterns is in it. A no only means: look closer. */
const hasNot = (search: Search, path: string | Buffer): boolean => {
  let fd: number | undefined;
  try {
    fd = openSync(path, openFlags);
    if (!fstatSync(fd).isFile()) return false;
    // What a pattern could begin in is kept for the next chunk.
    for (let kept = 0; ; ) {
      const count = readSync(fd, chunk, kept, chunk.length - kept, null);
      if (count === 0) return true;
      const filled = kept + count;
      const view = chunk.subarray(0, filled);
      if (search.find(view) !== undefined) return false;
      kept = Math.min(filled, search.longest - 1);
      chunk.copyWithin(0, filled - kept, filled);
    }
  } catch {
    return false;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};
