/**
 * `.kprov/github-ruleset.json`: the branch protection that init ships, to be imported on GitHub.
 *
 * docs.github.com "Managing rulesets", "Importing a ruleset"; REST API, "Rules".
 *
 * @module
 */
import { messageOf } from "../../errors.ts";
import type { Finding } from "../../report.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { parseSource } from "../sources/index.ts";
import type { Located, Tree } from "../sources/tree.ts";
import type { ParityContext } from "./context.ts";

/** Where init puts it. */
export const rulesetPath = ".kprov/github-ruleset.json";

/** The checks that the shipped ruleset requires; undefined without one. Throws `E_SOURCE`. */
export const requiredChecks = async ({
  beside,
}: Pick<ParityContext, "beside">): Promise<{ tree: Tree; checks: Located<string>[] } | undefined> => {
  const text = await beside.text(rulesetPath);
  if (text === undefined) return undefined;
  const tree = await parseSource(rulesetPath, text);
  return { tree, checks: ruleIndexes(tree, "required_status_checks").flatMap((index) => checksAt(tree, index)) };
};

/** What the shipped ruleset does not ask for. `wanted`: the names of the gate's checks, or why they are not known. */
export const judgeRuleset = (
  { tree, checks }: { tree: Tree; checks: readonly Located<string>[] },
  wanted: readonly string[] | { why: string },
  reported: readonly string[] | undefined,
): Finding[] => {
  const findings = [...shapeFindings(tree)];
  if ("why" in wanted) {
    findings.push(
      finding(placeOf(tree, []), `Whether it requires the checks of the gate can't be told: ${wanted.why}`, {
        level: "undecided",
      }),
    );
    return findings;
  }
  const names = checks.map(({ value }) => value);
  for (const name of wanted.filter((one) => !names.includes(one))) {
    findings.push(
      finding(placeOf(tree, ["rules"]), `It does not require the check "${name}", which is the gate's`, {
        expected: `"${name}"`,
        actual: names.map((one) => `"${one}"`).join(", ") || "no check",
      }),
    );
  }
  for (const check of reported === undefined ? [] : checks.filter(({ value }) => !reported.includes(value))) {
    findings.push(
      finding(check, `It requires the check "${check.value}", which no job reports: nothing could be merged`, {
        actual: `"${check.value}"`,
      }),
    );
  }
  return findings;
};

/** The ruleset is malformed. */
export const brokenRuleset = (error: unknown): Finding => ({
  ...{ code: "PARITY_RULESET", level: "undecided", path: rulesetPath },
  message: `The ruleset can't be read: ${messageOf(error)}`,
});

// --- internal ---

const placeOf = (tree: Tree, keys: readonly (string | number)[]): Located<unknown> =>
  tree.get(keys) ?? { value: undefined, path: tree.path, line: 1, column: 1 };

/** Its identity is what it expects and what it found. */
const finding = ({ path, line, column }: Located<unknown>, message: string, more: Partial<Finding> = {}): Finding => ({
  ...{ code: "PARITY_RULESET", level: "violation", path, line, column, message },
  fingerprint: fingerprintOf("PARITY_RULESET", [more.expected ?? "", more.actual ?? ""]),
  fix: "kprovengine init --update",
  ...more,
});

const ruleIndexes = (tree: Tree, type: string): number[] =>
  tree.items(["rules"]).flatMap((_, index) => (tree.text(["rules", index, "type"])?.value === type ? [index] : []));

const checksAt = (tree: Tree, index: number): Located<string>[] => {
  const keys = ["rules", index, "parameters", "required_status_checks"];
  return tree.items(keys).flatMap((_, place) => tree.text([...keys, place, "context"]) ?? []);
};

const shapeFindings = (tree: Tree): Finding[] => {
  const findings: Finding[] = [];
  const expectText = (key: string, wanted: string): void => {
    const found = tree.get([key]);
    if (found?.value === wanted) return;
    findings.push(
      finding(found ?? placeOf(tree, []), `Its "${key}" is not "${wanted}"`, {
        expected: `"${wanted}"`,
        actual: `${JSON.stringify(found?.value) ?? "nothing"}`,
      }),
    );
  };
  expectText("target", "branch");
  expectText("enforcement", "active");
  const included = tree.items(["conditions", "ref_name", "include"]).map(({ value }) => value);
  if (!included.includes("~DEFAULT_BRANCH") && !included.includes("~ALL")) {
    findings.push(
      finding(placeOf(tree, ["conditions"]), "It is not about the default branch", { expected: '"~DEFAULT_BRANCH"' }),
    );
  }
  for (const excluded of tree.items(["conditions", "ref_name", "exclude"])) {
    findings.push(finding(excluded, "It leaves branches out", { actual: JSON.stringify(excluded.value) ?? "" }));
  }
  const [bypass] = tree.items(["bypass_actors"]);
  if (bypass !== undefined)
    findings.push(finding(bypass, "It lets somebody bypass it", { actual: JSON.stringify(bypass.value) ?? "" }));
  return findings;
};
