/**
 * What a workflow means, apart from its layout and from the commits that its actions are pinned to.
 *
 * @module
 */
import { sha256 } from "../../digest.ts";
import { canonicalJson } from "../../json.ts";
import { parseSource } from "../sources/index.ts";
import type { WorkflowSurface } from "./surfaces.ts";
import { yamlMarks } from "./yaml-marks.ts";

/** `text` as a surface. One that can't be parsed has no meaning: then every change of it has loosened. */
export const workflowSurface = async (path: string, text: string): Promise<WorkflowSurface> => {
  const pins: string[] = [];
  try {
    const document = (await parseSource(path, text)).get([]);
    const value = canonicalJson(withoutPins(document?.value, pins));
    const marks = /\.ya?ml$/.test(path) ? await yamlMarks(text) : [];
    const said = marks.length === 0 ? value : `${value}\0${canonicalJson(marks)}`;
    return { sha256: sha256(text), meaning: sha256(said), pins };
  } catch {
    return { sha256: sha256(text), meaning: null, pins: [] };
  }
};

// --- internal ---

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
