/**
 * What a step in a clean copy is given, and what a person is told about the copy.
 *
 * @module
 */
import { leadingBack } from "../../borrowed-clone.ts";
import type { Talk } from "../../command.ts";
import type { Checkout } from "./checkout.ts";

/** `env` for a step that runs in `cwd`: nothing in it points git, or anybody, at the user's own repository. */
export const copyEnvironment = (env: NodeJS.ProcessEnv, cwd: string): NodeJS.ProcessEnv => {
  const own: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(env)) if (!leadingBack.has(name)) own[name] = value;
  return { ...own, PWD: cwd };
};

/** Name what a clean copy has not. */
export const say = ({ submodules, pointers }: Checkout, talk: Talk): void => {
  if (submodules.length > 0)
    talk.warn(
      `a clean copy has no submodules: ${listed(submodules)} ${submodules.length === 1 ? "is" : "are"} empty there`,
    );
  if (pointers.length > 0)
    talk.warn(`files of Git LFS are pointers in a clean copy unless they are declared inputs: ${listed(pointers)}`);
};

// --- internal ---

const listed = (paths: readonly string[]): string =>
  paths.length <= 3
    ? paths.map((path) => `"${path}"`).join(", ")
    : `"${paths[0]}", "${paths[1]}" and ${paths.length - 2} more`;
