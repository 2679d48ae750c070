/**
 * What may be secret in a text of several lines, such as a key in PEM, a list of passwords, or `KEY=value` pairs.
 *
 * @module
 */
import { minSecretBytes } from "./forms.ts";

/**
 * Every line, without the mark of a list, and what may be the value in it; of any length.
 *
 * Not a line of its own: the frame of PEM, what only opens a section, and a pair whose value counts by itself or that is too
 * short to be more than a setting such as `DEBUG=true`.
 */
export const valuesOfLines = (text: string): string[] =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .flatMap((line) => [...wholeLine(line), ...inLine(line)]);

/** Every text in a JSON document, whatever its key; nothing when it isn't JSON. */
export const textsOfJson = (text: string): string[] => {
  const found: string[] = [];
  try {
    JSON.parse(text, (_key, value: unknown) => {
      if (typeof value === "string") found.push(value);
      else if (typeof value === "number") found.push(String(value));
      return value;
    });
  } catch {
    return []; // Not JSON: its lines are looked at.
  }
  return found;
};

// --- internal ---

/** A shorter pair is a setting. */
const minPairBytes = 16;

const wholeLine = (line: string): string[] => {
  const isOpening = /^(?:-----[A-Z0-9 ]+-----|\[[\w .:"/-]+\]|["']?[\w.-]+["']?\s*:\s*[[{|>]?-?)$/.test(line);
  if (isOpening) return [];
  // Base64 ends with "=" and is no pair.
  const value = /^(?:export\s+)?["']?[\w./:@-]+?["']?\s*[=:]\s*(?!=*$)(.+)$/.exec(line)?.[1];
  const bytes = Buffer.byteLength(line);
  const isPair = value !== undefined && (Buffer.byteLength(value) >= minSecretBytes || bytes < minPairBytes);
  if (isPair) return [];
  const item = line.replace(/^-\s+/, "");
  return [line, item, ...unquoted(item)];
};

/**
 * What may be the value of a line, generously: behind the first `=`, behind the first `:`, the words of a line of netrc;
 * with and without quotes, with and without what looks like a comment.
 */
const inLine = (line: string): string[] => {
  const behind = ["=", ":"].flatMap((mark) => (line.includes(mark) ? [line.slice(line.indexOf(mark) + 1).trim()] : []));
  const words = /^\s*(?:machine|default|login|password|account)\s/.test(line) ? netrcSecrets(line) : [];
  return [...behind.flatMap((value) => [value, ...withoutComment(value)]), ...words].flatMap((value) => [
    value,
    ...unquoted(value),
  ]);
};

const netrcSecrets = (line: string): string[] =>
  [...line.matchAll(/\b(?:password|account)\s+(\S+)/g)].map(([, secret = ""]) => secret);

const withoutComment = (value: string): string[] => {
  const quoted = /^(?:"(?:[^"\\]|\\.)*"|'[^']*')/.exec(value)?.[0];
  const bare = /^.*?(?=\s[#;]|,\s*$)/.exec(value)?.[0];
  return [quoted, bare].filter((found) => found !== undefined);
};

const unquoted = (value: string): string[] => {
  const inner = /^(["'`])(.*)\1[,;]?$/s.exec(value)?.[2];
  if (inner === undefined) return [];
  return [inner, ...textsOfJson(`"${inner}"`)];
};
