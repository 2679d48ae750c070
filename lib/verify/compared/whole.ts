/**
 * How closely a bundle is looked at before it is compared.
 *
 * @module
 */
import { layout, type Manifest, requiredMembers } from "../../evidence/index.ts";
import { parseJson } from "../../json.ts";
import type { OpenedSide } from "./side.ts";

/** True when judging every member takes no longer than a person notices. */
export const isSmall = ({ manifest }: OpenedSide): boolean => {
  if (manifest.length > smallManifest) return false;
  try {
    const { members } = parseJson(manifest, { name: layout.manifest }) as Manifest;
    return members.length <= fewMembers && members.reduce((sum, { size }) => sum + size, 0) <= smallBundle;
  } catch {
    return true; // Whoever judges it says what is wrong.
  }
};

/** True when nothing that every bundle has is missing from the list. */
export const isComplete = (side: OpenedSide): boolean =>
  requiredMembers.every((path) => side.member(path) !== undefined);

// --- internal ---

const fewMembers = 1000;
/** Bytes. */
const smallManifest = 2 ** 20;
const smallBundle = 256 * 2 ** 20;
