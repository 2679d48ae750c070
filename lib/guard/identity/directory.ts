/**
 * DIRECTORY_MISMATCH: a package of a monorepo says where it really lies.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import type { Located } from "../sources/tree.ts";
import { findingAt } from "./finding.ts";
import { directoryOf } from "./scope.ts";

/**
 * npm's package.json documentation, `repository.directory`: the package's directory, from the repository's top.
 * Undefined when that is `wanted`: where the file is, but in a package, which has it at its top.
 */
export const judgeDirectory = (found: Located<string>, wanted = directoryOf(found.path)): Finding | undefined => {
  const elements = found.value.split("/").filter((element) => element !== "" && element !== ".");
  if (!found.value.startsWith("/") && elements.join("/") === wanted) return undefined;
  return findingAt(found, {
    code: "DIRECTORY_MISMATCH",
    identity: [found.value, wanted],
    message: `"repository.directory" is not where "${found.path}" lies`,
    expected: `"${wanted === "" ? "." : wanted}"`,
    actual: `"${found.value}"`,
    ...(wanted !== "" && { edit: { from: found.value, to: wanted } }),
    fix: wanted === "" ? 'remove "directory" there' : `write "${wanted}" there`,
  });
};
