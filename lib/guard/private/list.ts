/**
 * A private list, opened with its salt.
 *
 * @module
 */
import { resolve } from "node:path";
import { errnoOf, KprovError, messageOf } from "../../errors.ts";
import { readSmallFile } from "../../files.ts";
import type { Coverage, Finding } from "../../report.ts";
import { shellQuote } from "../../text.ts";
import { isLeftOut, leftOut } from "../surface/left-out.ts";
import { isTrackedFile, pathFromTop } from "../tracked-file.ts";
import { canaryEntry } from "./canary.ts";
import { type DenyList, idOf, maxListBytes, parseDenyList, refusal } from "./document.ts";
import { type Entry, type OpenEntry, openEntry } from "./entry.ts";
import { deriveKeys, type Keys } from "./keys.ts";
import { createPrivateMatcher, type PrivateMatcher } from "./matcher.ts";
import { type FoundSalt, findSalt, type SaltOptions } from "./salt.ts";

export interface PrivateList {
  matcher: PrivateMatcher;
  /** What names the tokens: equal lists forbid the same. */
  digests: readonly string[];
  coverage: Coverage;
}

export interface OpenListOptions extends SaltOptions {
  /** The list, relative to `policyRoot`. */
  file: string;
  policyRoot: string;
}

/**
 * Open it. Without the right salt there is no list, but a doubt; an entry that its seal doesn't vouch for is a doubt, and the
 * others are looked for. A list that git does not track is a violation among the doubts: who changes it is not seen, and
 * another checkout has none. Its tokens are looked for all the same.
 *
 * Throws `E_CONFIG` for a list that is missing, malformed or empty, and for a salt that can't be used; and as `git` does.
 */
export const openPrivateList = (options: OpenListOptions): { list?: PrivateList; doubts: Finding[] } => {
  const { file } = options;
  const document = readDenyList(file, options.policyRoot);
  if (document.tokens.length === 0) throw refusal(file, "expected at least one token, found none");
  const untracked = untrackedIn(options);
  const found = findSalt(options);
  if ("missing" in found) return { doubts: [...untracked, saltMissing(file, found.missing)] };
  const keys = keysFor(document, found);
  if (keys === undefined) return { doubts: [...untracked, saltWrong(file, found.from)] };
  const opened = openEntries(document.tokens, keys);
  const changed = document.tokens
    .filter((_, index) => opened[index] === undefined)
    .map((entry) => entryChanged(file, entry));
  const usable = opened.filter((entry) => entry !== undefined);
  const [considered, examined] = [document.tokens.length, usable.length];
  const coverage: Coverage = {
    ...{ unit: "private tokens", considered, examined },
    skipped: changed.length > 0 ? { "entry was changed": changed.length } : {},
  };
  return {
    list: { matcher: matcherOf(document, usable, keys), digests: digestsOf(usable), coverage },
    doubts: [...untracked, ...changed],
  };
};

/** Read and parse it. Throws `E_CONFIG`. */
export const readDenyList = (file: string, root: string): DenyList => {
  let bytes: Buffer;
  try {
    bytes = readSmallFile(resolve(root, file), maxListBytes);
  } catch (cause) {
    if (errnoOf(cause) !== "ENOENT") throw refusal(file, messageOf(cause), cause);
    throw isLeftOut(root, file) ? leftOut(file) : refusal(file, "there is no such file", cause);
  }
  return parseDenyList(bytes, file);
};

/** The keys, if the salt is the list's. */
export const keysFor = ({ id, check }: DenyList, { salt }: Extract<FoundSalt, { salt: string }>): Keys | undefined => {
  const keys = deriveKeys(salt, id);
  return keys.check === check ? keys : undefined;
};

/** Undefined where the seal does not vouch for the entry. */
export const openEntries = (entries: readonly Entry[], keys: Keys): (OpenEntry | undefined)[] =>
  entries.map((entry, index) => openEntry(entry, index, keys));

/** What names these entries. One that was made anew to be looked for in decoded text, too, finds more: it has another name. */
export const digestsOf = (usable: readonly OpenEntry[]): string[] =>
  usable.map(({ digest, isWide }) => (isWide ? `${digest} wide` : digest));

/** A matcher for these entries of the list, and for the canary. */
export const matcherOf = (
  { tokens }: Pick<DenyList, "tokens">,
  usable: readonly OpenEntry[],
  keys: Keys,
): PrivateMatcher => {
  const names = tokens.map(idOf);
  const canary = openEntry(canaryEntry(keys), tokens.length, keys);
  const notes = new Map(tokens.map((entry) => [idOf(entry), entry.note]));
  return createPrivateMatcher(canary === undefined ? usable : [...usable, canary], {
    ...{ keys, names: [...names, "canary"] },
    secrecy: {
      blind: (text) => keys.blind(text).slice(0, 32),
      labelOf: (token) => {
        const note = notes.get(token);
        return `${token} of the private list${note === undefined ? "" : ` (${note})`}`;
      },
    },
  });
};

// --- internal ---

/** Of the work tree's own list: another policy's is a file of git's already. */
const untrackedIn = ({ file, cwd, root, policyRoot }: OpenListOptions): Finding[] => {
  if (policyRoot !== root) return [];
  const absolute = resolve(root, file);
  let path: string | undefined;
  try {
    path = pathFromTop({ cwd, root, file: absolute });
    if (path !== undefined && isTrackedFile({ cwd, file: absolute, path })) return [];
  } catch (error) {
    // A package may be judged without a repository; where one is needed, the check says so itself.
    if (error instanceof KprovError && error.code === "E_NO_REPOSITORY") return [];
    throw error;
  }
  const fix = path === undefined ? "move it into the repository" : `git add ${shellQuote(path)}`;
  return [
    {
      code: "PRIVATE_LIST_UNTRACKED",
      level: "violation",
      path: path ?? file,
      message: "git does not track the private list: nobody sees who changes it, and another checkout has none",
      fix,
    },
  ];
};

const saltMissing = (file: string, why: string): Finding => ({
  code: "PRIVATE_SALT_MISSING",
  level: "undecided",
  path: file,
  message: `The private tokens were not looked for: ${why}`,
  fix: "set KPROV_DENY_SALT, or give --salt-file FILE",
});

const saltWrong = (file: string, from: string): Finding => ({
  code: "PRIVATE_SALT_WRONG",
  level: "undecided",
  path: file,
  message: `The private tokens were not looked for: the salt from "${from}" is not the one that the list was made with`,
  fix: "use the salt of the person who made the list",
});

const entryChanged = (file: string, entry: Entry): Finding => ({
  code: "PRIVATE_LIST_CHANGED",
  level: "undecided",
  path: file,
  message: `Token ${idOf(entry)} was not looked for: its entry is not as kprovengine deny wrote it`,
  fix: `restore "${file}" from a commit that you trust`,
});
