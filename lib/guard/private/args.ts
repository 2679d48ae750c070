/**
 * Flags that have to do with forbidden tokens.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import type { FlagDefs } from "../../flags.ts";

/** Of check-identity and preflight. */
export const denyArgs = {
  history: {
    type: "string",
    valueHint: "RANGE",
    description:
      "Look for forbidden tokens in these commits, too, as in origin/main..HEAD: messages, people, branches, tags, notes; all: everything",
  },
  "salt-file": {
    type: "string",
    valueHint: "FILE",
    description: "The salt of the private list, outside of the repository; default: KPROV_DENY_SALT",
  },
} as const satisfies FlagDefs;

/** Throws `E_USAGE` when a self-test is to search a history: it judges planted files. */
export const refuseDeny = (args: { history?: unknown; "salt-file"?: unknown }): void => {
  const [flag] = Object.keys(denyOptions(args));
  if (flag !== undefined)
    throw new KprovError(
      "E_USAGE",
      `"--self-test" judges planted files: "--${flag === "history" ? flag : "salt-file"}" means nothing beside it`,
    );
};

/** What those flags ask for. */
export interface DenyOptions {
  history?: string;
  saltFile?: string;
}

/** `args` → what they ask for. */
export const denyOptions = (args: { history?: unknown; "salt-file"?: unknown }): DenyOptions => {
  const { history, "salt-file": saltFile } = args;
  return {
    ...(typeof history === "string" && { history }),
    ...(typeof saltFile === "string" && { saltFile }),
  };
};
