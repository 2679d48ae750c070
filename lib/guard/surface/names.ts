/**
 * Paths as git has them, which are bytes, and as people read them.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";

/** Bytes that are not UTF-8 are written as `\xff`, and backslashes beside them, too, so that no other such path looks the same. */
export const nameOf = (bytes: Buffer): string =>
  isUtf8(bytes)
    ? bytes.toString("utf8")
    : bytes.toString("latin1").replace(/[\\\x80-\xff]/g, (unit) => `\\x${unit.charCodeAt(0).toString(16)}`);
