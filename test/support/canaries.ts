/**
 * Secrets that are planted, in every form in which they must not come out, and the search for them in raw bytes.
 *
 * @module
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Awkward for every encoding: quotes, a backslash, characters of two bytes, what URLs and base64 treat apart. */
export const canary = 'kprov/Canary+7?x"q\\é&<z>~Ω';

/** The forms that the promise names, written without the code that is judged. */
export const formsOfCanary = (value: string): Record<string, string> => {
  const bytes = Buffer.from(value);
  const behind = (lead: string) => Buffer.concat([Buffer.from(lead), bytes, Buffer.from("##")]).toString("base64");
  return {
    plain: value,
    base64: bytes.toString("base64"),
    "base64 behind one byte": behind("a"),
    "base64 behind two bytes": behind("ab"),
    "base64 behind three bytes": behind("abc"),
    base64url: bytes.toString("base64url"),
    hex: bytes.toString("hex"),
    "upper-case hex": bytes.toString("hex").toUpperCase(),
    URL: encodeURIComponent(value),
    form: new URLSearchParams({ a: value }).toString(),
    JSON: JSON.stringify(value),
  };
};

/** What of each form must be nowhere: the middle, which no neighbour changes. */
export const needlesOf = (value: string): Buffer[] =>
  Object.values(formsOfCanary(value)).map((form) => Buffer.from(form.length > 16 ? form.slice(6, -6) : form));

/** Files and names below `roots` that hold one of `needles`, by path; raw bytes, hidden files too. */
export const searchBelow = (roots: readonly string[], needles: readonly Buffer[]): string[] =>
  roots
    .filter((root) => existsSync(root))
    .flatMap((root) => readdirSync(root, { recursive: true, encoding: "utf8" }).map((path) => join(root, path)))
    .filter((path) => {
      const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
      return holdsOne(Buffer.from(path), needles) || (isFile && holdsOne(readFileSync(path), needles));
    });

export const holdsOne = (bytes: Buffer, needles: readonly Buffer[]): boolean =>
  needles.some((needle) => bytes.includes(needle));
