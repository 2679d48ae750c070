/**
 * SECRET_FILE_TRACKED: the name, or the first bytes, say that the file holds a secret.
 *
 * Reports name files and kinds, never values.
 *
 * @module
 */
import { baseNameOf, type Content, type Rule, type TrackedFile } from "../rule.ts";
import {
  encryptedStart,
  privateKeyLine,
  privateKeyStart,
  publicStart,
  secretNames,
  secretPatterns,
  tokenLines,
} from "../secret-names.ts";
import { untrackCommand } from "../untrack.ts";

export const secretFileTracked: Rule = {
  code: "SECRET_FILE_TRACKED",
  judge(file) {
    const what = secretByName(file) ?? secretByContent(file);
    if (what === undefined) return [];
    // A comment: the line is pasted into a shell as it stands.
    return [
      { message: `Looks like ${what}`, fix: `${untrackCommand(file)}  # and rotate the secret: it stays in history` },
    ];
  },
  passing: () => ({ path: "deploy/.env.example", content: "PLANTED=\n" }),
  failing: () => ({ path: "deploy/.env", content: "PLANTED=1\n" }),
};

// --- internal ---

const secretByName = (file: TrackedFile): string | undefined => {
  const path = file.path.toLowerCase();
  const name = baseNameOf(path);
  const what = secretNames.get(name) ?? secretNames.get(lastTwo(path)) ?? secretPattern(name);
  if (what === undefined) return undefined;
  const published = file.contents.filter(({ from }) => from === "index");
  return published.length > 0 && published.every((content) => isHarmless(content, path)) ? undefined : what;
};

/** `dir/name` of a longer path. */
const lastTwo = (path: string): string => path.slice(path.lastIndexOf("/", path.lastIndexOf("/") - 1) + 1);

const anyPattern = new RegExp(secretPatterns.map(({ pattern }) => pattern.source).join("|"));

const secretPattern = (name: string): string | undefined =>
  anyPattern.test(name) ? secretPatterns.find(({ pattern }) => pattern.test(name))?.what : undefined;

const isHarmless = (content: Content, path: string): boolean => {
  const text = textOf(content.head);
  if (encryptedStart.test(Buffer.from(content.head.subarray(0, 16)).toString("latin1"))) return true;
  if (path.endsWith(".key")) return publicStart.test(text);
  // A Helm chart's template of that name holds expressions, not values.
  return /(?:^|\/)templates\/secrets\.ya?ml$/.test(path) && text.includes("{{");
};

const anyTokenName = new RegExp(tokenLines.map(({ name }) => name.source).join("|"));

const secretByContent = (file: TrackedFile): string | undefined => {
  const path = `/${file.path.toLowerCase()}`;
  const lines = anyTokenName.test(path) ? tokenLines.filter((entry) => entry.name.test(path)) : [];
  for (const { head } of file.contents) {
    if (mayBePrivateKey(head) && privateKeyStart.test(textOf(head.subarray(0, 256)))) return "a private key";
    if (path.endsWith(".pem") && privateKeyLine.test(textOf(head))) return "a private key";
    const token = lines.find(({ line }) => line.test(textOf(head)));
    if (token !== undefined) return token.what;
  }
  return undefined;
};

/** Most files end here, without becoming a string: a private key starts with white space or one of {@link keyStarts}. */
const mayBePrivateKey = (head: Uint8Array): boolean => {
  const first = head[0] ?? 0x7f;
  return first <= 0x20 || keyStarts.includes(first);
};

/** `-`, `A`, `P`, and what byte order marks begin with. */
const keyStarts = [0x2d, 0x41, 0x50, 0xef, 0xfe, 0xff];

/** As text without byte order marks, which joining files leaves in the middle, and NULs, so that UTF-16 reads like ASCII. */
const textOf = (head: Uint8Array): string =>
  Buffer.from(head.buffer, head.byteOffset, head.byteLength)
    .toString("latin1")
    .replace(/\xef\xbb\xbf|\xff\xfe|\xfe\xff/g, "")
    .replaceAll("\0", "");
