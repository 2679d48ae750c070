/**
 * Names in a bundle, and which of its members are stable.
 *
 * @module
 */
export const layout = {
  summary: "run_summary.json",
  provenance: "provenance.json",
  toolchain: "toolchain.json",
  review: "human_review.json",
  trace: "trace.jsonl",
  fileTrace: "runtime_trace.json",
  stdout: "logs/stdout.log",
  stderr: "logs/stderr.log",
  manifest: "manifest.json",
  sums: "SHA256SUMS",
  outputs: "outputs/",
  attestations: "attestations/",
} as const;

/** Members that every bundle must have. */
export const requiredMembers = [
  layout.summary,
  layout.provenance,
  layout.toolchain,
  layout.review,
  layout.trace,
] as const;

/** Equal runs give equal bytes for these. */
export const stabilityOf = (path: string): "stable" | "volatile" =>
  path === layout.provenance || path === layout.toolchain || path === layout.review || path.startsWith(layout.outputs)
    ? "stable"
    : "volatile";

/** Run ids: 1 to 128 letters, digits, `.`, `_`, `-`, starting with a letter or digit. */
export const isRunId = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(text);

/**
 * Why `path` can't name a member, or undefined when it can.
 *
 * Members are relative POSIX paths that stay inside the bundle on every file system.
 */
export const memberPathFault = (path: string): string | undefined => {
  if (path === "") return "it is empty";
  if (!path.isWellFormed()) return "it is not valid Unicode";
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return "it is absolute";
  if (path.includes("\\")) return "it has a backslash";
  if (path.includes("\0")) return "it has a NUL";
  if (path.split("/").some((segment) => segment === "" || segment === "." || segment === ".."))
    return "it leaves its directory or is not normal";
  return undefined;
};

/** What two paths share when a file system that ignores case and composition would take them for one. */
export const foldPath = (path: string): string => path.normalize("NFC").toLowerCase().normalize("NFC");
