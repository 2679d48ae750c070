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
  planted: () => ({ path: "deploy/.env", content: "PLANTED=1\n" }),
  judge(file) {
    const what = secretByName(file) ?? secretByContent(file);
    if (what === undefined) return undefined;
    return {
      code: "SECRET_FILE_TRACKED",
      level: "violation",
      path: file.path,
      message: `Looks like ${what}`,
      fix: `${untrackCommand(file)} and rotate the secret: it stays in history`,
    };
  },
};

// --- internal ---

const secretByName = (file: TrackedFile): string | undefined => {
  const path = file.path.toLowerCase();
  const name = baseNameOf(path);
  const parent = path.split("/").at(-2);
  const what =
    secretNames.get(name) ??
    secretNames.get(`${parent}/${name}`) ??
    secretPatterns.find(({ pattern }) => pattern.test(name))?.what;
  if (what === undefined) return undefined;
  const published = file.contents.filter(({ from }) => from === "index");
  const harmless = (content: Content) => isHarmless(content, name, parent);
  return published.length > 0 && published.every(harmless) ? undefined : what;
};

const isHarmless = (content: Content, name: string, parent: string | undefined): boolean => {
  const text = textOf(content.head);
  if (encryptedStart.test(Buffer.from(content.head.subarray(0, 64)).toString("latin1"))) return true;
  if (name.endsWith(".key")) return publicStart.test(text);
  // A Helm chart's template of that name holds expressions, not values.
  return parent === "templates" && /^secrets\.ya?ml$/.test(name) && text.includes("{{");
};

const secretByContent = (file: TrackedFile): string | undefined => {
  const name = `/${file.path.toLowerCase()}`;
  for (const { head } of file.contents) {
    if (mayBePrivateKey(head) && privateKeyStart.test(textOf(head.subarray(0, 256)))) return "a private key";
    if (name.endsWith(".pem") && privateKeyLine.test(textOf(head))) return "a private key";
    const token = tokenLines.find((entry) => entry.name.test(name) && entry.line.test(textOf(head)));
    if (token !== undefined) return token.what;
  }
  return undefined;
};

/** Most files end here, without becoming a string: a private key starts with `-`, `P`, `A`, a mark or white space. */
const mayBePrivateKey = (head: Uint8Array): boolean => {
  const first = head[0];
  if (first === undefined || first > 0x50) return first === 0xef || first === 0xfe || first === 0xff;
  return first <= 0x20 || first === 0x2d || first === 0x50 || first === 0x41;
};

/** As text without byte order mark and NULs, so that UTF-16 reads like ASCII. */
const textOf = (head: Uint8Array): string =>
  Buffer.from(head.buffer, head.byteOffset, head.byteLength)
    .toString("latin1")
    .replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, "")
    .replaceAll("\0", "");
