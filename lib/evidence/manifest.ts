/**
 * `manifest.json`, `SHA256SUMS` and the two digests of a bundle.
 *
 * @module
 */
import { sha256 } from "../digest.ts";
import { canonicalJson, formatDocument } from "../json.ts";
import { compareBytes } from "../report.ts";
import { layout } from "./layout.ts";
import type { Manifest, Member } from "./schemas/manifest.ts";

export type { Manifest, Member } from "./schemas/manifest.ts";

/** The bytes of `manifest.json`; its members sorted by the bytes of their paths. */
export const formatManifest = (members: readonly Member[]): Buffer =>
  formatDocument({ schema: "kprov.manifest/v1", members: sortMembers(members) } satisfies Manifest);

/** Members by the bytes of their paths. */
export const sortMembers = (members: readonly Member[]): Member[] =>
  [...members].sort((a, b) => compareBytes(a.path, b.path));

/** SHA-256 over the canonical JSON of `[{path, sha256, size}, …]` of the stable members, sorted, without a newline. */
export const stableDigest = (members: readonly Member[]): string => {
  const stable = sortMembers(members).filter((member) => member.stability === "stable");
  return sha256(canonicalJson(stable.map(({ path, sha256: digest, size }) => ({ path, sha256: digest, size }))));
};

/** The digest that names a bundle: SHA-256 of the exact bytes of `manifest.json`. */
export const bundleDigest = (manifest: Uint8Array): string => sha256(manifest);

/**
 * The bytes of `SHA256SUMS`: every member and `manifest.json`, in coreutils' format, for `sha256sum -c`.
 *
 * A path with a newline or backslash is escaped and its line starts with a backslash, as GNU coreutils
 * writes it.
 */
export const formatSums = (members: readonly Member[], manifest: Uint8Array): Buffer => {
  const entries = [
    ...members.map(({ path, sha256: digest }) => ({ path, digest })),
    { path: layout.manifest, digest: sha256(manifest) },
  ];
  entries.sort((a, b) => compareBytes(a.path, b.path));
  return Buffer.from(entries.map(({ path, digest }) => sumLine(path, digest)).join(""), "utf8");
};

// --- internal ---

const sumLine = (path: string, digest: string): string => {
  const escaped = path.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  return `${escaped === path ? "" : "\\"}${digest}  ${escaped}\n`;
};
