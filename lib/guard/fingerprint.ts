/**
 * Fingerprints: what names a finding, wherever it moves.
 *
 * @module
 */
import { sha256 } from "../digest.ts";
import type { FindingCode } from "../errors.ts";
import { compareBytes, type Finding } from "../report.ts";
import { keyedDigest } from "../secrecy.ts";

/** What identifies the content of a finding. */
export type Identity = readonly (string | number | readonly string[])[];

/**
 * 32 hexadecimal digits: SHA-256 over the code and what identifies the content, which is a blob's name, the text of the
 * line or the declared values; never a path, a line number, or a sentence of ours that may improve.
 *
 * Whoever can guess the content can confirm the guess, and fingerprints are committed: what is secret goes in as a keyed
 * digest, and one of words with a secret in them is a keyed digest itself. A finding that is about this machine (a remote, an installed interpreter), or whose content nobody knows (a
 * command that failed), has no fingerprint.
 */
export const fingerprintOf = (code: FindingCode, identity: Identity): string => {
  const text = JSON.stringify([code, ...identity]);
  return (keyedDigest(text, wordsOf(identity)) ?? sha256(text)).slice(0, 32);
};

/** The texts of the lines on which something stands, for an {@link Identity}: indentation and order don't count. */
export const linesIdentity = (lines: readonly string[]): string[] =>
  lines.map((line) => line.trim()).sort(compareBytes);

/**
 * One list of what several versions of the same files say: the index, and the work tree where it differs. What both say
 * counts once, wherever in the file it stands; what one says twice and the other once counts twice.
 */
export const acrossVersions = (versions: readonly (readonly Finding[])[]): Finding[] => {
  const kept: Finding[] = [];
  const counts = new Map<string, number>();
  for (const findings of versions) {
    const own = new Map<string, number>();
    for (const finding of findings) {
      const key = keyOf(finding);
      const ordinal = (own.get(key) ?? 0) + 1;
      own.set(key, ordinal);
      if (ordinal <= (counts.get(key) ?? 0)) continue;
      counts.set(key, ordinal);
      kept.push(finding);
    }
  }
  return kept;
};

// --- internal ---

/** A digest has none, whatever letters are in it. */
const wordsOf = (identity: Identity): string =>
  identity
    .flat()
    .join("\n")
    .replace(/\b[0-9a-f]{32,}\b/g, "");

const keyOf = ({ code, level, path, message, fingerprint }: Finding): string =>
  JSON.stringify([code, level, path ?? null, fingerprint ?? withoutPlace(message, path)]);

const withoutPlace = (message: string, path = ""): string =>
  message.startsWith(`${path}:`) ? message.slice(path.length).replace(/^:\d+:\d+/, "") : message;
