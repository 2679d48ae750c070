/**
 * Commands that a configuration has to name, because no command of their package carries its name.
 *
 * @module
 */
import { judgeEntryPointNames } from "./entry-points.ts";
import { readClaims } from "./manifests/index.ts";

/** One for each list of commands in the manifest at `path` of the project `name`; none in a manifest that can't be read. */
export const commandsApart = async (
  path: string,
  text: string,
  { name, tracked }: { name: string; tracked: readonly string[] },
): Promise<string[]> => {
  try {
    const { entryPoints } = await readClaims(path, text, tracked);
    const apart = entryPoints.filter((claim) => judgeEntryPointNames(claim, name) !== undefined);
    return apart.flatMap((claim) => claim.entryPoints.slice(0, 1).map((one) => one.name.value));
  } catch {
    return [];
  }
};
