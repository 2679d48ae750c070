/**
 * What is compared of a bundle, and how it is read.
 *
 * @module
 */
import type { Member, Subject } from "../../evidence/index.ts";
import type { Side } from "../difference.ts";

/**
 * One bundle that is ready to be compared. Whoever makes it answers for the bytes: everything handed out was compared with the
 * manifest, and what can't be is an error, never other bytes.
 */
export interface BundleSide {
  /** As the person named it. */
  name: string;
  /** SHA-256 of the manifest. */
  bundleDigest: string;
  /** Size and digest of a member as the manifest lists it. */
  member(path: string): Pick<Member, "size" | "sha256"> | undefined;
  /** A member's bytes. Throws `E_IO` for one that is not listed, not there, or not what the manifest says. */
  read(path: string): Buffer;
  /** Bytes of an output that lies outside the bundle and is the recorded one, or why there are none. */
  outside(subject: Subject): Buffer | { why: string };
}

export interface BundleOptions {
  /** Times, host, run ids and logs too. */
  volatile: boolean;
  /** What was checked of the sides, for the document. */
  checked: { how: "whole" | "read"; detail: string };
}

export const sideOf = (side: BundleSide, about: { step: string; runId: string }): Side => ({
  name: side.name,
  ...about,
  bundleDigest: side.bundleDigest,
});
