/**
 * The Dockerfiles that the configuration names, judged by the rules.
 *
 * @module
 */
import { compileGlobs } from "../../glob.ts";
import { parseDockerfile } from "../sources/index.ts";
import { type IdentityContext, textsOf } from "./context.ts";
import { malformed } from "./finding.ts";
import { withinScope } from "./scope.ts";

const unit = "Dockerfiles";

/** Each path or glob must match; each file that it matches must be read, and its image must have the labels. */
export const judgeDocker = async (context: IdentityContext): Promise<void> => {
  const { identity, published, scope, receipts, report } = context;
  const files = new Set<string>();
  for (const glob of identity.docker.files) {
    const matches = compileGlobs([glob]);
    const found = published.paths.filter((path) => matches(withinScope(path, scope) ?? "/"));
    for (const path of found) files.add(path);
    if (found.length === 0) {
      report({
        code: "DEAD_GLOB",
        level: "undecided",
        message: `No tracked file matches "${glob}" of identity.docker.files`,
        fix: `add the Dockerfile to git, or correct "${glob}"`,
      });
    }
  }
  receipts.consider(unit, files.size);
  for (const path of files) {
    if (await judgeFile(context, path)) receipts.examine(unit);
    else receipts.skip(unit, "could not be read");
  }
};

// --- internal ---

const judgeFile = async (context: IdentityContext, path: string): Promise<boolean> => {
  const { identity, repository, rules, report } = context;
  const texts = await textsOf(context, path);
  if (texts === undefined) return false;
  const { name, display, docker } = identity;
  try {
    for (const [version, text] of texts.entries()) {
      const { finalStage } = await parseDockerfile(path, text);
      for (const finding of rules.judgeLabels(path, finalStage.labels, {
        labels: docker.labels,
        name,
        display: display.name,
        repository,
      }))
        report(finding, version);
    }
    return true;
  } catch (error) {
    report(malformed(path, error));
    return false;
  }
};
