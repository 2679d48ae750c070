/**
 * Sides of a comparison, of bundles that were written for it.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BundleSide } from "../../../../lib/compare/index.ts";
import type { Manifest } from "../../../../lib/evidence/index.ts";

/** A side that believes the directory. */
export const sideOf = (dir: string, outside: BundleSide["outside"] = () => ({ why: "not looked for" })): BundleSide => {
  const { members } = JSON.parse(readFileSync(join(dir, "manifest.json"), "utf8")) as Manifest;
  return {
    name: dir,
    bundleDigest: "d".repeat(64),
    member: (path) => members.find((member) => member.path === path),
    read: (path) => readFileSync(join(dir, path)),
    outside,
  };
};

/** Compare as a command would, without volatile facts. */
export const plainly = { volatile: false, checked: { how: "whole", detail: "in a test" } } as const;
