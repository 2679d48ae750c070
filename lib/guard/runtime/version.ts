/**
 * Versions of runtimes, written one way whatever the ecosystem.
 *
 * @module
 */
import compare from "semver/functions/compare.js";

/** What the configuration's `runtime` can name. */
export type Runtime = "python" | "node" | "go" | "rust";

/** Package managers are compared among themselves; nothing else is asked of them. */
export type Tool = Runtime | "npm" | "pnpm" | "yarn" | "bun";

export const runtimes: readonly Runtime[] = ["python", "node", "go", "rust"];

/** For people. */
export const toolNames: Readonly<Record<Tool, string>> = {
  python: "Python",
  node: "Node",
  go: "Go",
  rust: "Rust",
  npm: "npm",
  pnpm: "pnpm",
  yarn: "Yarn",
  bun: "Bun",
};

/** A version that may leave its last numbers open. */
export interface Version {
  /** `3.12.4`, `3.14.0-rc.1`: semver's form, with zeros for what is open. */
  full: string;
  /** How many numbers were written: 1 to 3. */
  precision: number;
}

/**
 * `3`, `3.12`, `3.12.4`, `3.14.0rc1`, `1.80.0-beta.2`, `v20.1.0`; undefined for anything else.
 *
 * Pre-releases as in PEP 440, as Go and as semver write them.
 */
export const parseVersion = (text: string): Version | undefined => {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, major = "0", minor, patch, name, number] = match;
  const release = [major, minor ?? "0", patch ?? "0"].map(Number).join(".");
  const phase = name === undefined ? undefined : phases[name.toLowerCase()];
  if (phase === undefined) return { full: release, precision: patch !== undefined ? 3 : minor !== undefined ? 2 : 1 };
  return { full: `${release}-${phase}.${Number(number ?? 0)}`, precision: 3 };
};

export const compareVersions = (a: string, b: string): number => compare(a, b);

/** What users call one line of releases: Node 20, Python 3.12, Go 1.22, Rust 1.75. */
export const lineOf = (tool: Tool, full: string): string => {
  const [major = "0", minor = "0"] = full.split(".");
  return hasMinorLines(tool) ? `${major}.${minor}` : major;
};

export const hasMinorLines = (tool: Tool): boolean => linesByMinor.has(tool);

// --- internal ---

const linesByMinor: ReadonlySet<Tool> = new Set<Tool>(["python", "go", "rust"]);

const pattern =
  /^v?(\d{1,6})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?(?:[-._]?(alpha|beta|rc|a|b|c)(?:[-._]?(\d{1,8}))?)?(?:\+[\w.-]{1,64})?$/i;

const phases: Readonly<Record<string, string>> = {
  a: "alpha",
  alpha: "alpha",
  b: "beta",
  beta: "beta",
  c: "rc",
  rc: "rc",
};
