/**
 * Files of CI in memory.
 *
 * @module
 */
import type { Beside, Unseen } from "../../../../lib/guard/ci/index.ts";
import { parseSource } from "../../../../lib/guard/sources/index.ts";
import type { Tree } from "../../../../lib/guard/sources/tree.ts";

/** A view of `files`, and what was said of parts that were not read. */
export const besideOf = (files: Readonly<Record<string, string>>): { beside: Beside; unseen: string[] } => {
  const unseen: string[] = [];
  const say = ({ located, source, why, isBroken }: Unseen) =>
    void unseen.push(`${isBroken ? "broken" : "elsewhere"} ${source} ${located.value}: ${why}`);
  return { beside: { paths: Object.keys(files), text: async (path) => files[path], unseen: say }, unseen };
};

export const yaml = (text: string, path = "a.yml"): Promise<Tree> => parseSource(path, text);

/** Values, or why there are none. */
export const spelled = (found: readonly { value: unknown }[] | { why: string }): unknown =>
  "why" in found ? found.why : found.map(({ value }) => value);
