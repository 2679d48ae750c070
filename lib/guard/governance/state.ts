/**
 * The state of governance around a configuration, with the lists that it names.
 *
 * @module
 */
import type { LoadedConfig } from "../../config/index.ts";
import { KprovError } from "../../errors.ts";
import type { Gate } from "../gate.ts";
import { forbiddenFiles } from "../identity/forbidden-list.ts";
import { scopeOf } from "../identity/scope.ts";
import type { Published } from "../sources/index.ts";
import { type Collected, collectSurfaces } from "./collect.ts";
import { tokenNames } from "./tokens.ts";

export interface StateOptions extends Pick<LoadedConfig, "config" | "digest" | "root"> {
  policyRoot: string;
  gates: readonly Gate[];
  published: Published;
}

export interface State extends Collected {
  /** From the configuration's directory to the repository's top, POSIX. */
  place: (path: string) => string;
}

/** Throws as `git` does, and `E_CONFIG` for a glob or a list that can't be meant. */
export const readState = async (options: StateOptions): Promise<State> => {
  const { config, digest, root, policyRoot, gates, published } = options;
  const scope = scopeOf(published.root, root);
  const { forbidden } = config.identity;
  const collected = await collectSurfaces({
    ...{ published, scope, config, gates },
    path: digest?.path ?? null,
    tokens: await tokenNames(forbidden, policyRoot),
    lists: forbiddenFiles(forbidden),
  });
  return { ...collected, place: (path) => (scope === "" ? path : `${scope}/${path}`) };
};

/** Throws `E_GOVERNANCE` when something governed can't be read, or is not there: then nobody knows what governs. */
export const assertReadable = ({ faults: [fault] }: State, what: "record" | "compare"): void => {
  if (fault === undefined) return;
  const place = fault.path === undefined ? "" : ` (${fault.path})`;
  throw new KprovError("E_GOVERNANCE", `Cannot ${what} governance: ${fault.message}${place}`, {
    ...(fault.fix !== undefined && { hint: fault.fix }),
  });
};
