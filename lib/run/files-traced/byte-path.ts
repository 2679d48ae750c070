/**
 * Paths as strings of bytes: joined, shown, and turned into what documents can hold.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { posix } from "node:path";

/** `name` as seen from the directory `base`, dots resolved; both as bytes. */
export const joinBytes = (base: string, name: string): string =>
  posix.normalize(name.startsWith("/") ? name : `${base}/${name}`).replace(/(?<=.)\/$/, "");

/** A path of this program as bytes. */
export const toBytes = (path: string): string => Buffer.from(path, "utf8").toString("latin1");

/** The path as text, or undefined when it is not valid UTF-8. */
export const fromBytes = (bytes: string): string | undefined => {
  const buffer = Buffer.from(bytes, "latin1");
  return isUtf8(buffer) ? buffer.toString("utf8") : undefined;
};

/** The same for documents that must name it whatever it is: bytes that are no printable ASCII as `\xff`, as for inputs. */
export const shownBytes = (bytes: string): string =>
  fromBytes(bytes) ??
  bytes.replace(/[^\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`);

/** `file:` URI of an absolute path, byte for byte (RFC 8089; RFC 3986 section 2.1). */
export const uriOfBytes = (bytes: string): string =>
  `file://${bytes.replace(/[^A-Za-z0-9\-._~/!$&'()*+,;=:@]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`)}`;

/** Whether `path` is `directory` or lies below it. */
export const isBelow = (path: string, directory: string): boolean =>
  path === directory || directory === "/" || path.startsWith(`${directory}/`);
