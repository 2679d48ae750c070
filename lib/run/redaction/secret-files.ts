/**
 * Secrets that lie in files: which values of a file are searched for.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { KprovError, messageOf } from "../../errors.ts";
import { readSmallFile } from "../../files.ts";
import { findFiles } from "../../find-files.ts";
import { minSecretBytes } from "./forms.ts";
import { textsOfJson, valuesOfLines } from "./lines.ts";
import type { Secret } from "./secrets.ts";

/** What `run.secretFiles` names. */
export interface SecretFiles {
  /** What the patterns are relative to: the configuration's directory. */
  root: string;
  /** Paths, directories and globs. */
  patterns: readonly string[];
}

/** Bytes of one file; a larger one is data, not a secret, and searching for all of it would never end. */
export const maxSecretFileBytes = 2 ** 16;
/** Values of all files together. */
export const maxFileSecrets = 1000;

/**
 * The secrets in the files that are named, by path: the whole content without surrounding white space, every line, every
 * value of a line `KEY=value` or `key: value` and every text in JSON, of {@link minSecretBytes} and more. Left out is what
 * `isHarmless` says. A file that is no text counts as a whole.
 *
 * Throws `E_SECRET_FILE`, naming all of them, for a pattern that matches nothing, a file that can't be read, one
 * over {@link maxSecretFileBytes}, and more than {@link maxFileSecrets} values: going on would be to record what
 * nobody looks for.
 */
export const readSecretFiles = (
  { root, patterns }: SecretFiles,
  isHarmless: (value: string) => boolean = () => false,
): Secret[] => {
  const { files, faults, unmatched } = findFiles(patterns, { cwd: root });
  const reasons = [
    ...unmatched.map((pattern) => `"${pattern}" matches nothing`),
    ...faults.map(({ path, why }) => `"${path}": ${why}`),
  ];
  const secrets: Secret[] = [];
  for (const { path, absolute } of files) {
    try {
      const bytes = readSmallFile(absolute, maxSecretFileBytes);
      for (const value of valuesOf(bytes)) {
        if (typeof value !== "string" || !isHarmless(value)) secrets.push({ name: path, value });
      }
    } catch (error) {
      reasons.push(`"${path}": ${messageOf(error)}`);
    }
  }
  if (secrets.length > maxFileSecrets)
    reasons.push(`expected at most ${maxFileSecrets} values, found ${secrets.length}`);
  if (reasons.length > 0) throw unusable(reasons);
  return secrets;
};

// --- internal ---

const unusable = (reasons: readonly string[]): KprovError =>
  new KprovError(
    "E_SECRET_FILE",
    `Cannot read the secrets that "run.secretFiles" names:${reasons.map((reason) => `\n  ${reason}`).join("")}`,
    { hint: "what can't be read can't be kept out of the evidence: mend the list or the files" },
  );

const valuesOf = (bytes: Buffer): (string | Buffer)[] => {
  if (!isUtf8(bytes) || bytes.includes(0)) return bytes.length < minSecretBytes ? [] : [bytes];
  const text = bytes.toString("utf8").replace(/^\ufeff/, "");
  const values = new Set([text, ...textsOfJson(text), ...valuesOfLines(text)]);
  const trimmed = new Set([...values].map((value) => value.trim()));
  return [...trimmed].filter((value) => Buffer.byteLength(value) >= minSecretBytes);
};
