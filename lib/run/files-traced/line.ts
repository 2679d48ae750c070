/**
 * One line of what strace prints, with every name in hexadecimal (`-xx`), so that no name can pass for syntax.
 *
 * Names are kept as strings of bytes (one character for each byte): a path is bytes, and may be no UTF-8.
 *
 * @module
 */

/** A descriptor, or the working directory, as an argument or a result (`-y`). */
export interface Descriptor {
  /** `AT_FDCWD`, or a number. */
  number: string;
  /** Absolute path behind it; undefined for a pipe, a socket, or when it is not known. */
  path: string | undefined;
}

export interface Call {
  name: string;
  /** As printed, parted at the commas. */
  args: string[];
  /** Undefined when the call did not return: the process was ended in it. */
  result: Descriptor | undefined;
  /** `ENOENT` and its like; undefined when the call succeeded. */
  failure: string | undefined;
}

export type Line =
  | { kind: "call"; pid: number; text: string }
  | { kind: "unfinished"; pid: number; text: string; movedTo: number | undefined }
  | { kind: "resumed"; pid: number; text: string }
  | { kind: "ended"; pid: number }
  | { kind: "other" };

/** Which kind of line it is, and of which process. */
export const readLine = (line: string): Line => {
  const match = /^(\d+) +(.*)$/s.exec(line);
  if (match === null) return { kind: "other" };
  const [pid, text] = [Number(match[1]), match[2] ?? ""];
  if (text.startsWith("+++ ")) return text.startsWith("+++ superseded") ? { kind: "other" } : { kind: "ended", pid };
  if (text.startsWith("--- ")) return { kind: "other" };
  const resumed = /^<\.\.\. \w+ resumed> ?(.*)$/s.exec(text);
  if (resumed !== null) return { kind: "resumed", pid, text: resumed[1] ?? "" };
  const unfinished = /^(.*?) ?<(?:unfinished|pid changed to (\d+)) \.\.\.>$/s.exec(text);
  if (unfinished !== null) {
    const movedTo = unfinished[2] === undefined ? undefined : Number(unfinished[2]);
    return { kind: "unfinished", pid, text: unfinished[1] ?? "", movedTo };
  }
  return { kind: "call", pid, text };
};

/** The call that a complete line shows; undefined when it can't be read. */
export const readCall = (text: string): Call | undefined => {
  const match = /^(\w+)\((.*)\) += (\?|-?\d+|0x[0-9a-f]+)(.*)$/s.exec(text);
  if (match === null) return undefined;
  const [, name = "", args = "", value = "", rest = ""] = match;
  const call = { name, args: args === "" ? [] : args.split(", ") };
  const failure =
    value === "-1" || value === "?" ? (/^ (E\w+)/.exec(rest)?.[1] ?? (value === "?" ? "" : "EIO")) : undefined;
  // `?` without a reason: a signal ended the process before the call could return.
  if (failure === "") return { ...call, result: undefined, failure: undefined };
  return { ...call, result: readDescriptor(`${value}${rest}`), failure };
};

/** The bytes between quotation marks; undefined for a pointer that could not be followed. */
export const readName = (arg: string | undefined): string | undefined => {
  const hex = arg === undefined ? undefined : /^"((?:\\x[0-9a-f]{2})*)"/.exec(arg)?.[1];
  return hex === undefined ? undefined : fromHex(hex);
};

export const readDescriptor = (arg: string | undefined): Descriptor => {
  const match = /^(AT_FDCWD|-?\d+)(?:<((?:\\x[0-9a-f]{2})*)>(\(deleted\))?)?/.exec(arg ?? "");
  const path = match?.[2] === undefined ? undefined : fromHex(match[2]);
  return { number: match?.[1] ?? "", path: path?.startsWith("/") === true ? path : undefined };
};

// --- internal ---

const fromHex = (hex: string): string => Buffer.from(hex.replaceAll("\\x", ""), "hex").toString("latin1");
