/**
 * Variables and functions of make, as far as they need nothing to be run.
 *
 * GNU make's manual, "How to Use Variables", "Functions for Transforming Text".
 *
 * @module
 */

/** A text of which every unit knows where it comes from. */
export interface Traceable {
  text: string;
  /** Offset in the Makefile, by unit. */
  from: number[];
}

export interface Expansion {
  /** The value of a variable as written; undefined when nothing in the repository defines it. */
  variable: (name: string) => string | undefined;
  /** Whether git tracks a path. */
  isTracked: (path: string) => boolean;
}

/** `text` with its references expanded; what can't be is left as it stands, where a shell sees something unknown. */
export const expandMake = (text: string, start: number, expansion: Expansion): Traceable => {
  const result: Traceable = { text: "", from: [] };
  const add = (more: string, at: number, isWritten: boolean): void => {
    result.text += more;
    for (let index = 0; index < more.length; index += 1) result.from.push(isWritten ? at + index : at);
  };
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf("$", at);
    const plain = text.slice(at, next === -1 ? undefined : next);
    add(plain, start + at, true);
    if (next === -1) break;
    const [whole, inner] = referenceAt(text, next);
    add(referredText(whole, inner, expansion, 0), start + next, false);
    at = next + whole.length;
  }
  return result;
};

/** The same without places. */
export const expandText = (text: string, expansion: Expansion, depth = 0): string => {
  let result = "";
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf("$", at);
    result += text.slice(at, next === -1 ? undefined : next);
    if (next === -1) break;
    const [whole, inner] = referenceAt(text, next);
    result += referredText(whole, inner, expansion, depth + 1);
    if (result.length > longest) return result.slice(0, longest);
    at = next + whole.length;
  }
  return result;
};

// --- internal ---

const deepest = 16;
const longest = 100_000;

/** The reference at a dollar: as written, and what stands in its brackets. */
const referenceAt = (text: string, at: number): [whole: string, inner: string] => {
  const open = text.charAt(at + 1);
  if (open !== "(" && open !== "{") return [text.slice(at, at + 2), open];
  const close = open === "(" ? ")" : "}";
  let depth = 0;
  for (let place = at + 1; place < text.length; place += 1) {
    if (text.charAt(place) === open) depth += 1;
    if (text.charAt(place) === close) depth -= 1;
    if (depth === 0) return [text.slice(at, place + 1), text.slice(at + 2, place)];
  }
  return [text.slice(at), text.slice(at + 2)];
};

const referredText = (whole: string, inner: string, expansion: Expansion, depth: number): string => {
  if (inner === "$" && whole === "$$") return "$";
  if (depth > deepest) return whole;
  const [, name = "", args = ""] = /^([a-z]+)\s([\s\S]*)$/.exec(inner) ?? [];
  const called = functions[name];
  if (called !== undefined) return called(splitArguments(args), expansion, depth) ?? `$(${inner})`;
  if (inner === "MAKE") return "make";
  if (inner === "MAKEFLAGS" || inner === "MFLAGS") return "";
  if (inner === "CURDIR") return ".";
  const value = /^[\w.-]+$/.test(inner) ? expansion.variable(inner) : undefined;
  // A shell takes it for something that only a run can tell.
  return value === undefined ? `$(${inner})` : expandText(value, expansion, depth + 1);
};

const splitArguments = (text: string): string[] => {
  const found = [""];
  let depth = 0;
  for (const character of text) {
    if (character === "(" || character === "{") depth += 1;
    if (character === ")" || character === "}") depth -= 1;
    if (character === "," && depth === 0) found.push("");
    else found[found.length - 1] += character;
  }
  return found;
};

type MakeFunction = (args: readonly string[], expansion: Expansion, depth: number) => string | undefined;

const functions: Readonly<Record<string, MakeFunction>> = {
  or: (args, expansion, depth) =>
    args.map((one) => expandText(one.trim(), expansion, depth)).find((one) => one !== "") ?? "",
  and: (args, expansion, depth) => {
    const values = args.map((one) => expandText(one.trim(), expansion, depth));
    return values.includes("") ? "" : (values.at(-1) ?? "");
  },
  if: ([condition = "", whenTrue = "", whenFalse = ""], expansion, depth) =>
    expandText(expandText(condition.trim(), expansion, depth) === "" ? whenFalse : whenTrue, expansion, depth),
  findstring: ([wanted = "", text = ""], expansion, depth) => {
    const found = expandText(wanted, expansion, depth);
    return expandText(text, expansion, depth).includes(found) ? found : "";
  },
  firstword: ([text = ""], expansion, depth) => expandText(text, expansion, depth).trim().split(/\s+/)[0] ?? "",
  strip: ([text = ""], expansion, depth) => expandText(text, expansion, depth).trim().replace(/\s+/g, " "),
  // What is not tracked may or may not be there; the tool is found by its name either way.
  wildcard: ([text = ""], expansion, depth) =>
    expandText(text, expansion, depth)
      .split(/\s+/)
      .filter((path) => path !== "" && expansion.isTracked(path))
      .join(" "),
};
