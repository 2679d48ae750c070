/**
 * Members that hold a known secret value: found before they are copied, so that a crash leaves no copy either.
 *
 * @module
 */
import type { Redactor } from "./redaction/index.ts";

/** A member that was left out, and the names of the secrets in it. */
export interface Withheld {
  /** The member's path, itself without secrets. */
  path: string;
  secrets: string[];
}

/** Why the file at `absolute` can't become the member `path`; undefined when it can. Throws `E_IO`. */
export const withhold = async (absolute: string, path: string, redactor: Redactor): Promise<Withheld | undefined> => {
  if (redactor.isEmpty) return undefined;
  const secrets = new Set([...redactor.sweepBytes(Buffer.from(path)), ...(await redactor.sweep(absolute))]);
  return secrets.size === 0 ? undefined : { path: redactor.text(path), secrets: [...secrets].sort() };
};
