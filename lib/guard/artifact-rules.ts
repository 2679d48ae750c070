/**
 * The rules of check-artifacts, in the order in which the documentation has them.
 *
 * @module
 */
import type { Rule } from "./rule.ts";
import { artifactIgnored } from "./rules/artifact-ignored.ts";
import { artifactTracked } from "./rules/artifact-tracked.ts";
import { compiledFile } from "./rules/compiled-file.ts";
import { fileTooLarge } from "./rules/file-too-large.ts";
import { secretFileTracked } from "./rules/secret-file-tracked.ts";

export const artifactRules: readonly Rule[] = [
  artifactTracked,
  artifactIgnored,
  secretFileTracked,
  compiledFile,
  fileTooLarge,
];
