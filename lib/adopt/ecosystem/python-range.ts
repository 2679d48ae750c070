/**
 * The Python versions that a project declares, as PEP 440 writes them.
 *
 * @module
 */
import { validRange } from "@renovatebot/pep440";
import type { Tree } from "../parse.ts";

/** What may declare them; undefined for what is not there. */
export interface Declaring {
  pyproject: Tree | undefined;
  pixi: Tree | undefined;
  /** `environment.yml`. */
  conda: Tree | undefined;
  /** The text of `.python-version`. */
  pin: string | undefined;
}

/**
 * PEP 621 `requires-python` before Poetry's own key, before pixi's and conda's dependency, before a pin of the minor
 * version. Undefined when none of them says a range that has an equal in PEP 440, and when the one that counts says what is
 * no range at all: the configuration would be one that check-runtime can't use.
 */
export const pythonRange = (declaring: Declaring): string | undefined => {
  const range = declaredRange(declaring);
  return range === undefined || isRange(range) ? range : undefined;
};

/** `requires-python` that PEP 440 does not know as a range; undefined for one that it knows, and without one. */
export const unusableRange = (pyproject: Tree | undefined): string | undefined => {
  const declared = requiresPython(pyproject);
  return declared === undefined || isRange(declared) ? undefined : declared;
};
/** Poetry's `^3.11` and `~3.11` as PEP 440; other ranges as they are. Undefined for what has no plain equal. */
export const poetryRange = (range: string): string | undefined => {
  const caret = /^\^(\d+)(\.\d+)*$/.exec(range);
  if (caret !== null) return `>=${range.slice(1)},<${Number(caret[1]) + 1}.0`;
  const tilde = /^~(\d+)\.(\d+)(\.\d+)*$/.exec(range);
  if (tilde !== null) return `>=${range.slice(1)},<${tilde[1]}.${Number(tilde[2]) + 1}`;
  return plain(range);
};

/**
 * conda's `3.12`, `=3.12` and `3.12.*` as the line that they mean (docs.conda.io, "Package match specifications");
 * ranges as they are. Undefined for what has no plain equal.
 */
export const condaRange = (spec: string): string | undefined => {
  const line = /^=?(\d+)\.(\d+)(\.\d+)?(\.?\*)?$/.exec(spec);
  return line === null ? plain(spec) : lineOf(line[1], line[2]);
};

// --- internal ---

const isRange = (text: string): boolean => validRange(text);

const requiresPython = (pyproject: Tree | undefined): string | undefined => {
  const declared = pyproject?.text(["project", "requires-python"])?.value.trim();
  return declared === "" ? undefined : declared;
};

const declaredRange = ({ pyproject, pixi, conda, pin }: Declaring): string | undefined => {
  const declared = requiresPython(pyproject);
  if (declared !== undefined) return declared;
  const poetry = dependency(pyproject, ["tool", "poetry"]);
  if (poetry !== undefined) return poetryRange(poetry.trim());
  const spec = dependency(pixi, []) ?? dependency(pyproject, ["tool", "pixi"]) ?? condaSpec(conda);
  if (spec !== undefined) return condaRange(spec.trim());
  const pinned = /^(\d+)\.(\d+)(\.\d+)?$/.exec(pin?.trim() ?? "");
  return pinned === null ? undefined : lineOf(pinned[1], pinned[2]);
};

const lineOf = (major = "", minor = ""): string => `>=${major}.${minor},<${major}.${Number(minor) + 1}`;

const plain = (range: string): string | undefined =>
  /^[<>=!~\d., *]+$/.test(range) && /^(?:[<>!~]|==)/.test(range) ? range : undefined;

/** A dependency is a text, or a table that holds one. */
const dependency = (tree: Tree | undefined, top: readonly string[]): string | undefined => {
  const keys = [...top, "dependencies", "python"];
  return tree?.text(keys)?.value ?? tree?.text([...keys, "version"])?.value;
};

/** What follows the name in conda's list. */
const condaSpec = (conda: Tree | undefined): string | undefined =>
  conda
    ?.items(["dependencies"])
    .flatMap(({ value }) => (typeof value === "string" ? [value] : []))
    .map((entry) => /^(?:[\w./-]+::)?python(?![\w.-])\s*(.+)$/.exec(entry.trim())?.[1])
    .find((spec) => spec !== undefined);
