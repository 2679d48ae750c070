/**
 * What a commit or tag says, part by part.
 *
 * @module
 */
import type { GitObject } from "./objects.ts";

/** `message`: what people wrote; `person`: names and addresses. */
export interface Part {
  kind: "message" | "person";
  /** Which one, for people, such as `author`. */
  what: string;
  bytes: Buffer;
}

/**
 * The parts of a commit or tag (gitformat-commit, git-mktag(1)): people without their times, the message, and every header
 * that nobody knows, because it is published, too. Names of objects and the long lines of signatures are left out.
 *
 * Undefined for one whose encoding nobody here can read: what its bytes say is not known.
 */
export const partsOf = ({ type, bytes }: Pick<GitObject, "type" | "bytes">): Part[] | undefined => {
  const { headers, message } = split(bytes);
  const parts = headers.flatMap(({ name, value }): Part[] => {
    if (objectHeaders.has(name)) return [];
    if (people.has(name)) return [{ kind: "person", what: name, bytes: Buffer.from(withoutTime(value), "latin1") }];
    const bytes = Buffer.from(withoutArmour(value), "latin1");
    return [{ kind: "message", what: `header "${name}"`, bytes }];
  });
  parts.push({ kind: "message", what: "message", bytes: Buffer.from(withoutArmour(message), "latin1") });
  const encoding = headers.find(({ name }) => name === "encoding")?.value;
  if (encoding === undefined || type !== "commit" || /^utf-?8$/i.test(encoding)) return parts;
  const decode = decoderOf(encoding);
  if (decode === undefined) return undefined;
  // As they stand, and as they read: what is UTF-8, or even ASCII, is other words in ISO-2022-JP or GBK.
  return parts.flatMap((part) => {
    const bytes = decode(part.bytes);
    return bytes.equals(part.bytes) ? [part] : [part, { ...part, bytes }];
  });
};

/** The name of the object that a tag is about; empty for one that says none. */
export const targetOf = ({ bytes }: Pick<GitObject, "bytes">): string =>
  split(bytes).headers.find(({ name }) => name === "object")?.value ?? "";

// --- internal ---

/** Headers that hold nothing but names of objects and words of git. `tag` is the reference's own name. */
const objectHeaders: ReadonlySet<string> = new Set(["tree", "parent", "object", "type", "encoding"]);

const people: ReadonlySet<string> = new Set(["author", "committer", "tagger"]);

/** `Name <mail> seconds zone`. */
const withoutTime = (value: string): string => value.replace(/ -?\d+ [+-]\d{4}$/, "");

/** Lines of a signature, in which any word may turn up: base64 at its full width. */
const withoutArmour = (text: string): string =>
  /-----BEGIN [A-Z ]+-----/.test(text) ? text.replace(/^ ?[A-Za-z0-9+/=]{60,76}$/gm, "") : text;

/** Lines that begin with a space go on with the header before them. */
const split = (bytes: Buffer): { headers: { name: string; value: string }[]; message: string } => {
  const text = bytes.toString("latin1");
  const end = text.startsWith("\n") ? 0 : text.indexOf("\n\n");
  const head = end === -1 ? text : text.slice(0, end);
  const headers: { name: string; value: string }[] = [];
  for (const line of head.split("\n")) {
    const last = headers.at(-1);
    if (line.startsWith(" ") && last !== undefined) last.value += `\n${line.slice(1)}`;
    else if (line !== "") {
      const [name = "", ...rest] = line.split(" ");
      headers.push({ name, value: rest.join(" ") });
    }
  }
  return { headers, message: end === -1 ? "" : text.slice(end).replace(/^\n+/, "") };
};

const decoderOf = (encoding: string): ((bytes: Buffer) => Buffer) | undefined => {
  try {
    const decoder = new TextDecoder(encoding);
    return (bytes) => Buffer.from(decoder.decode(bytes));
  } catch {
    return undefined;
  }
};
