/**
 * Versions as text whose byte order is their order, so that an index can answer a range.
 *
 * One grammar for what tools and packages call themselves: PEP 440 (epoch, pre, post, development and local parts; `3.12` is
 * `3.12.0`), Semantic Versioning 2.0.0 (`1.0.0-beta.2+build`), and what system tools print (`1.1.1w`, `9.6p1`, `1.8.0_392`,
 * `2.39-0ubuntu8`). Where they disagree on a number behind a dash, it is a later revision, as in PEP 440 and Debian.
 *
 * @module
 */

/** Numbers of a release, as decimal digits: they may be longer than a number holds. */
export interface Release {
  epoch: string;
  numbers: readonly string[];
}

/** The key of a version, or null for a text that begins with no number. */
export const versionKey = (version: string): string | null => {
  const parts = partsOf(version);
  if (parts === null) return null;
  const { release, pre, post, dev, local } = parts;
  const before = pre !== null ? `1${pre}` : post === null && dev !== null ? "0" : "5";
  return `${versionFloor(release)}${before}${post === null ? "0" : `1${post}`}${dev === null ? "9" : `1${dev}`}${local}`;
};

/**
 * What sorts at or before everything that begins with these release numbers, pre-releases included, and behind all that is
 * smaller: `[floor(3.12), floor(3.13))` is `3.12.*`.
 */
export const versionFloor = ({ epoch, numbers }: Release): string => {
  let end = numbers.length;
  // PEP 440, "Version specifiers": 3.12 and 3.12.0 are the same. One number stays, so that 0 has a key of its own.
  while (end > 1 && Number(numbers[end - 1]) === 0) end -= 1;
  return `${number(epoch)}${numbers.slice(0, end).map(number).join("")}`;
};

/** Release numbers as they were written, and whether anything but them was; null for a text that begins with no number. */
export const releaseOf = (version: string): (Release & { isFinal: boolean; hasLocal: boolean }) | null => {
  const parts = partsOf(version);
  if (parts === null) return null;
  const { release, pre, post, dev, local } = parts;
  return { ...release, isFinal: pre === null && post === null && dev === null, hasLocal: local !== "" };
};

/** Behind every local version of a key, and before everything else that is larger. */
export const behindLocals = (key: string): string => `${key}~`;

/** Behind a final release, its revisions and local versions, and before the next longer release. */
export const behindRevisions = (release: Release): string => `${versionFloor(release)}6`;

// --- internal ---

interface Parts {
  release: Release;
  /** Encoded; null where there is none. */
  pre: string | null;
  post: string | null;
  dev: string | null;
  local: string;
}

/** Nothing that is meant is longer; what is not meant can't make keys of megabytes. */
const longest = 128;

const head = /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)([!-~]*)/;
const preForm = /^[-_.]?(alpha|beta|preview|pre|rc|a|b|c)(?:[-_.]?(\d+(?:\.\d+)*))?(?![a-z])/;
const postForm = /^(?:[-_](\d+)|[-_.]?(?:post|rev|r|p)[-_.]?(\d*)(?![a-z]))/;
const devForm = /^[-_.]?dev[-_.]?(\d*)(?![a-z])/;
/** Semantic Versioning section 9: identifiers behind a dash, unless they have a meaning of their own. */
const namedForm = /^-(?!(?:post|rev|r|p|dev)[-_.]?\d*(?![a-z]))([a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*)/;

type Take = (form: RegExp) => RegExpExecArray | null;

const partsOf = (version: string): Parts | null => {
  const match = head.exec(version.slice(0, longest).trimStart().toLowerCase());
  if (match === null) return null;
  const [, epoch = "0", release = "", rest = ""] = match;
  const [suffix = "", ...locals] = rest.split("+");
  let left = suffix;
  const take: Take = (form) => {
    const found = form.exec(left);
    if (found !== null) left = left.slice(found[0].length);
    return found;
  };
  const pre = preOf(take);
  const post = take(postForm);
  const dev = take(devForm);
  return {
    release: { epoch, numbers: release.split(".") },
    pre,
    post: post === null ? null : number(post[1] ?? post[2] ?? "0"),
    dev: dev === null ? null : number(dev[1] ?? "0"),
    local: localOf([left, ...locals].join("+")),
  };
};

const preOf = (take: Take): string | null => {
  const short = take(preForm);
  if (short !== null) {
    const [, name = "", numbers = "0"] = short;
    return `${word(names[name] ?? name)}${numbers.split(".").map(identifier).join("")}-`;
  }
  const named = take(namedForm)?.[1];
  return named === undefined
    ? null
    : `${named
        .split(/\.|(?<=[a-z])(?=\d)/)
        .map(identifier)
        .join("")}-`;
};

/** PEP 440, "Pre-release spelling". */
const names: Readonly<Record<string, string>> = { alpha: "a", beta: "b", c: "rc", pre: "rc", preview: "rc" };

/** The count of its digits as a letter, then the digits: the order of the numbers, and none begins another. */
const number = (digits: string): string => {
  const plain = digits.replace(/^0+/, "");
  const { length } = plain;
  return length < 25 ? `${String.fromCharCode(97 + length)}${plain}` : `z${String(length).padStart(3, "0")}${plain}`;
};

/** Ends before every letter that a longer word could go on with. */
const word = (text: string): string => `1${text} `;

/** Semantic Versioning section 11.4: numbers before words. */
const identifier = (text: string): string => (/^\d+$/.test(text) ? `0${number(text)}` : word(text));

/** PEP 440, "Local version identifiers": words before numbers. */
const localOf = (text: string): string =>
  text
    .split(/[-_.+]/)
    .filter((part) => part !== "")
    .map((part) => (/^\d+$/.test(part) ? `+2${number(part)}` : `+1${part} `))
    .join("");
