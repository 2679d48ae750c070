/**
 * What a workflow means, apart from its layout and from the commits that its actions are pinned to.
 *
 * @module
 */
import { sha256 } from "../../digest.ts";
import { KprovError } from "../../errors.ts";
import { canonicalJson } from "../../json.ts";
import { parseSource } from "../sources/index.ts";
import type { WorkflowSurface } from "./surfaces.ts";

/** `text` as a surface. One that can't be parsed has no meaning: then every change of it has loosened. */
export const workflowSurface = async (path: string, text: string): Promise<WorkflowSurface> => {
  const pins: string[] = [];
  return { sha256: sha256(text), meaning: await meaningOf(path, text, pins), pins };
};

// --- internal ---

const meaningOf = async (path: string, text: string, pins: string[]): Promise<string | null> => {
  try {
    const tree = await parseSource(path, text);
    return sha256(canonicalJson(withoutPins(tree.get([])?.value ?? null, pins)));
  } catch (error) {
    if (error instanceof KprovError) {
      pins.length = 0;
      return null;
    }
    throw error;
  }
};

/** A copy in which each `uses` that names a whole commit names none; what it named goes into `pins`. */
const withoutPins = (value: unknown, pins: string[]): unknown => {
  if (Array.isArray(value)) return value.map((item) => withoutPins(item, pins));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, below]) => {
    const pinned = key === "uses" && typeof below === "string" ? pinnedAction.exec(below) : null;
    if (pinned === null) return [key, withoutPins(below, pins)];
    pins.push(pinned[0]);
    return [key, `${pinned[1]}@`];
  });
  return Object.fromEntries(entries);
};

/** A tag or a branch can be moved, so that another one is another meaning. */
const pinnedAction = /^([\w.-]+\/[\w./-]+)@[0-9a-f]{40}$/;
