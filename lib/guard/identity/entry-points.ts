/**
 * ENTRY_POINT_MISMATCH: commands that a package installs carry its name, and what they start is there.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { fingerprintOf } from "../fingerprint.ts";
import type { Located } from "../sources/tree.ts";
import { findingAt } from "./finding.ts";
import { withoutScope } from "./names.ts";

/** A command that a package installs. */
export interface EntryPoint {
  name: Located<string>;
  /** Python: what it starts, `module:function` (packaging specification "Entry points"). */
  reference?: Located<string> | undefined;
}

/** All entry points of one manifest. */
export interface EntryPointClaim {
  /** Where in the manifest, for people, such as `[project.scripts]`. */
  key: string;
  entryPoints: readonly EntryPoint[];
}

/**
 * At least one command carries the project's name: it is the name, or has it as a word of its own (`etl-server` for
 * `etl`), or is one of `commands`. `-`, `_`, `.` and case don't count in names. More commands may be called as they like.
 */
export const judgeEntryPointNames = (
  { key, entryPoints }: EntryPointClaim,
  expected: string,
  commands: readonly string[] = [],
): Finding | undefined => {
  const [first] = entryPoints;
  const isExpected = ({ name }: EntryPoint) => carries(name.value, expected) || commands.includes(name.value);
  if (first === undefined || entryPoints.some(isExpected)) return undefined;
  return findingAt(first.name, {
    code: "ENTRY_POINT_MISMATCH",
    identity: [entryPoints.map((one) => one.name.value), expected],
    message: `No command of ${key} carries the project's name`,
    expected: `"${withoutScope(expected)}" among them`,
    actual: entryPoints.map(({ name }) => `"${name.value}"`).join(", "),
    fix: `name one of them in identity.commands, add one called "${withoutScope(expected)}", or correct identity.name`,
  });
};

/** An exception that is about no command any more. */
export const unknownCommand = (command: string): Finding => ({
  code: "ENTRY_POINT_MISMATCH",
  level: "violation",
  fingerprint: fingerprintOf("ENTRY_POINT_MISMATCH", ["unknown", command]),
  message: `No manifest installs the command "${command}" of identity.commands`,
  fix: "correct or remove it in identity.commands",
});

/**
 * What a Python command starts is a tracked module of the project, wherever the packages lie (`src/`, `python/`,
 * the top: each build backend has its own layout). `tracked` are the project's paths.
 */
export const judgeReference = ({ name, reference }: EntryPoint, tracked: readonly string[]): Finding | undefined => {
  if (reference === undefined) return undefined;
  const module =
    /^\s*([\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*)\s*:\s*[\p{L}_][\p{L}\p{N}_.]*\s*(?:\[[^\]]*\]\s*)?$/u.exec(
      reference.value,
    )?.[1];
  if (module === undefined) {
    return findingAt(reference, {
      code: "ENTRY_POINT_MISMATCH",
      identity: [name.value, reference.value],
      message: `The command "${name.value}" names no function of a module`,
      expected: '"module:function"',
      actual: `"${reference.value}"`,
      fix: `write what "${name.value}" starts as "package.module:function"`,
    });
  }
  const path = module.replaceAll(".", "/");
  if (tracked.some((candidate) => isModule(candidate, path))) return undefined;
  return findingAt(reference, {
    code: "ENTRY_POINT_MISMATCH",
    identity: [name.value, reference.value],
    message: `The command "${name.value}" starts a module that is not tracked`,
    expected: `"${path}.py" or "${path}/__init__.py"`,
    actual: "neither",
    fix: `add the module to git, or correct what "${name.value}" starts`,
  });
};

// --- internal ---

const carries = (command: string, name: string): boolean =>
  `-${wordsOf(withoutScope(command))}-`.includes(`-${wordsOf(withoutScope(name))}-`);

const wordsOf = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, "-");

/** Cython's `.pyx` becomes a module of the same name. */
const moduleEnds = [".py", "/__init__.py", ".pyx", "/__init__.pyx"];

const isModule = (candidate: string, path: string): boolean =>
  moduleEnds.some((end) => `/${candidate}`.endsWith(`/${path}${end}`));
