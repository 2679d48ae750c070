/**
 * Ways from one directory of the checkout to another.
 *
 * @module
 */

/** Where a way leads. */
export interface Walked {
  /** From the top; undefined outside of the checkout. */
  path: string | undefined;
  /** All directories on it surely are there, and none is a link. */
  isSure: boolean;
}

/** Go from `cwd` along `way`, which begins with a zero where that stands for the top of the checkout. */
export const walked = (
  cwd: string | undefined,
  way: string,
  isDirectory: (path: string | undefined) => boolean,
): Walked => {
  const [, isFromTop = false] = /^(\0)(?:\/|$)/.exec(way) ?? [];
  const start = isFromTop ? "" : cwd;
  // Its path in the midst of another one leads nowhere that is known here.
  const isOdd = way.lastIndexOf("\0") >= (isFromTop ? 1 : 0);
  if (start === undefined || isOdd || /^[/~]/.test(way)) return { path: undefined, isSure: false };
  const parts = start === "" ? [] : start.split("/");
  let isSure = true;
  for (const part of way.slice(isFromTop ? 1 : 0).split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return { path: undefined, isSure: false };
    isSure &&= isDirectory(parts.join("/"));
  }
  return { path: parts.join("/"), isSure };
};
