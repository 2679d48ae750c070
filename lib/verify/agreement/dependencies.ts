/**
 * Resolved dependencies: every tool, lock file, input and reference, and nothing else.
 *
 * @module
 */
import { layout, type ResourceDescriptor } from "../../evidence/index.ts";
import type { Finding } from "../../report.ts";
import { shownValue } from "../finding.ts";
import { dependenciesOf, differences, disagreement, mustEqual, type Rule, roleOf } from "./evidence.ts";

export const judgeDependencies: Rule = ({ summary, provenance, toolchain }) => {
  if (provenance === undefined) return [];
  const { resolvedDependencies, externalParameters } = provenance.predicate.buildDefinition;
  const findings = resolvedDependencies
    .filter((dependency) => !roles.includes(roleOf(dependency)))
    .map((dependency) =>
      disagreement(
        layout.provenance,
        "A dependency has no role that is known",
        roles.join(", "),
        shownValue(roleOf(dependency)),
      ),
    );
  const stated = (role: string) => dependenciesOf(provenance, role).map(nameAndDigest);
  if (toolchain !== undefined) {
    const tools = toolchain.tools.map(({ name, sha256 }) => `${name} sha256:${sha256}`);
    const locks = toolchain.lockFiles.map(({ path, sha256 }) => `${path} sha256:${sha256}`);
    findings.push(
      ...compare("tool", layout.toolchain, tools, stated("tool")),
      ...compare("lock file", layout.toolchain, locks, stated("lock-file")),
    );
  }
  const declared = externalParameters.inputRefs.map((reference) =>
    reference.replace(/@sha256:([0-9a-f]{64})$/i, (match) => match.toLowerCase()),
  );
  const references = dependenciesOf(provenance, "declared").map(
    ({ uri, digest }) => `${uri}@sha256:${digest?.["sha256"]}`,
  );
  findings.push(...compare("input reference", layout.provenance, declared, references));
  const inputs = dependenciesOf(provenance, "input");
  const unusable = inputs.filter(
    ({ name, uri, digest }) => digest?.["sha256"]?.length !== 64 || (name === undefined) === (uri === undefined),
  );
  findings.push(
    ...unusable.map((input) =>
      disagreement(
        layout.provenance,
        "An input can't be told by path and digest",
        "a name or uri, and a sha256",
        shownValue(input),
      ),
    ),
  );
  findings.push(...judgePreflight(dependenciesOf(provenance, "preflight")));
  if (summary === undefined) return findings;
  return [
    ...findings,
    ...(toolchain === undefined ? [] : compareLocated(toolchain.tools, summary.tools)),
    ...mustEqual(layout.summary, "The number of inputs is not provenance.json's", inputs.length, summary.inputs.files),
  ];
};

// --- internal ---

const roles: readonly unknown[] = ["source", "input", "declared", "tool", "lock-file", "preflight"];

interface NamedTool {
  name: string;
  role: string;
}

const nameAndDigest = ({ name, digest }: ResourceDescriptor): string => `${name} sha256:${digest?.["sha256"]}`;

/** One tool may lie at several places, and several of one name at one. */
const compareLocated = (tools: readonly NamedTool[], located: readonly NamedTool[]): Finding[] => {
  const namesOf = (list: readonly NamedTool[]) => [...new Set(list.map(({ name, role }) => `${role} ${name}`))];
  const { onlyLeft, onlyRight } = differences(namesOf(tools), namesOf(located));
  return [
    ...onlyLeft.map((tool) =>
      disagreement(layout.summary, "A tool of toolchain.json has no place", tool, "no such tool"),
    ),
    ...onlyRight.map((tool) =>
      disagreement(layout.summary, "A tool is not one of toolchain.json", "no such tool", tool),
    ),
  ];
};

/** One statement at most lets a step start, and only its digest says which. */
const judgePreflight = (statements: readonly ResourceDescriptor[]): Finding[] => {
  const isClear = statements.length <= 1 && statements.every(({ digest }) => digest?.["sha256"]?.length === 64);
  if (isClear) return [];
  const [expected, actual] = ["at most one statement, with a sha256", shownValue(statements)];
  return [disagreement(layout.provenance, "The preflight can't be told by its digest", expected, actual)];
};

const compare = (what: string, where: string, expected: readonly string[], stated: readonly string[]): Finding[] => {
  const { onlyLeft, onlyRight } = differences(expected, stated);
  return [
    ...onlyLeft.map((item) =>
      disagreement(layout.provenance, `A ${what} of ${where} is not a dependency`, item, "no such dependency"),
    ),
    ...onlyRight.map((item) =>
      disagreement(layout.provenance, `A dependency is no ${what} of ${where}`, `no such ${what}`, item),
    ),
  ];
};
