/**
 * Which variables an instruction of a Dockerfile sees.
 *
 * @module
 */
import type { Expanded, Lookup } from "./expand.ts";

/** Variables of a stage. */
export interface Scope {
  /** `ENV`, which counts more than `ARG`. */
  env: Map<string, Expanded>;
  args: Map<string, Expanded | "unset">;
}

/** A scope for a stage that begins from `parent`; child stages have both kinds of variables of their parents. */
export const createScope = (parent?: Scope): Scope => ({ env: new Map(parent?.env), args: new Map(parent?.args) });

/** Inside of a stage. What the stage doesn't declare may be set by the image that it comes from: nobody knows. */
export const lookupIn =
  ({ env, args }: Scope): Lookup =>
  (name) =>
    env.get(name) ?? args.get(name);

/** Before the first `FROM`, and in every `FROM`: there are the arguments declared before, and the platform's. */
export const lookupGlobal =
  (args: Scope["args"]): Lookup =>
  (name) =>
    args.get(name) ?? (isPredefined(name) ? undefined : "unset");

/** `ARG name` without a default, in a stage: the global default, or what was there, or nothing known yet. */
export const declare = ({ args }: Scope, globals: Scope["args"], name: string): void => {
  const known = globals.get(name) ?? args.get(name);
  if (known !== undefined) args.set(name, known);
  else if (!isPredefined(name)) args.set(name, "unset");
};

// --- internal ---

/** https://docs.docker.com/reference/dockerfile/#predefined-args and "Automatic platform ARGs in the global scope". */
const isPredefined = (name: string): boolean =>
  /^(?:BUILDKIT_|SOURCE_DATE_EPOCH$|(?:BUILD|TARGET)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT|STAGE)$|(?:HTTPS?|FTP|NO|ALL)_PROXY$)/i.test(
    name,
  );
