/**
 * Violations that the check must find: in memory in every run, in real repositories under `--self-test`.
 *
 * @module
 */
import type { Finding } from "../../report.ts";

export interface Plant extends Pick<Finding, "code" | "level"> {
  files: Readonly<Record<string, string>>;
}

/** The configuration of the planted repositories. */
export const plantedConfig = `${JSON.stringify({ parity: {}, runtime: { node: ">=20 <23" }, preflight: { commands: { test: ["npm", "test"] } } })}\n`;

/** Where it lies. */
export const plantedPath = "kprov.config.json";

/** A sound gate at version `version`; `more` stands before its steps, `steps` behind them. */
export const plantedWorkflow = (
  version: string,
  { on = "[push, pull_request]", more = "", steps = "", gate = "" } = {},
): string => `on: ${on}
jobs:
  gate:
    runs-on: ubuntu-latest
${more}    strategy: { matrix: { node: [20, 22] } }
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1
      - uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020
        with: { node-version: "\${{ matrix.node }}" }
      - run: npx --yes kprovengine@${version} preflight --config ${plantedPath}${gate}
${steps}`;

/** One for each code that files alone can bring about. */
export const plants = (version: string): Plant[] => {
  const workflow = (options: Parameters<typeof plantedWorkflow>[1]) => ({ [path]: plantedWorkflow(version, options) });
  const violation = (code: Plant["code"], files: Plant["files"]): Plant => ({ code, level: "violation", files });
  return [
    violation("PARITY_NO_GATE", {
      [path]: "on: [push, pull_request]\njobs: { a: { runs-on: x, steps: [{ run: planted-check }] } }\n",
    }),
    violation("PARITY_MASKED", workflow({ gate: " || true" })),
    violation("PARITY_MASKED", workflow({ more: "    continue-on-error: true\n" })),
    violation("PARITY_SKIPPED", workflow({ more: "    if: github.event_name == 'push'\n" })),
    violation("PARITY_SKIPPED", workflow({ on: "{ push: {}, pull_request: { paths: [src/**] } }" })),
    violation("PARITY_DIFFERENT", workflow({ gate: " --only check-artifacts" })),
    violation("PARITY_UNCOVERED", workflow({ steps: "      - run: planted-check .\n" })),
    violation("PARITY_UNPINNED", workflow({ steps: "      - uses: actions/cache@v4\n" })),
    violation("PARITY_MATRIX", { [path]: plantedWorkflow(version).replace("[20, 22]", "[20, 24]") }),
    violation("PARITY_RULESET", { ...workflow({}), ".kprov/github-ruleset.json": "{}\n" }),
    { code: "PARITY_UNREAD", level: "undecided", files: workflow({ steps: '      - run: "echo \'planted"\n' }) },
    violation("PARITY_MASKED", { ".gitlab-ci.yml": gitlab(version, "  allow_failure: true\n") }),
    violation("PARITY_SKIPPED", { ".gitlab-ci.yml": gitlab(version, "  when: manual\n") }),
  ];
};

/** The same violations in few files: parsing them is what every run pays for. */
export const livePlants = (version: string): { codes: Plant["code"][]; files: Plant["files"] }[] => {
  const all = plantedWorkflow(version, {
    on: "{ push: {}, pull_request: { paths: [src/**] } }",
    gate: " --only check-artifacts || true",
    steps: `      - uses: actions/cache@v4\n      - run: planted-check .\n      - run: "echo 'planted"\n`,
  });
  const codes: Plant["code"][] = ["PARITY_MASKED", "PARITY_SKIPPED", "PARITY_DIFFERENT", "PARITY_UNCOVERED"];
  const others: Plant["code"][] = ["PARITY_UNPINNED", "PARITY_MATRIX", "PARITY_RULESET", "PARITY_UNREAD"];
  const files = { [path]: all.replace("[20, 22]", "[20, 24]"), ".kprov/github-ruleset.json": "{}\n" };
  const none = "on: [push, pull_request]\njobs: { a: { steps: [{ run: planted-check }] } }\n";
  return [
    { codes: [...codes, ...others], files },
    { codes: ["PARITY_NO_GATE"], files: { [path]: none } },
    {
      codes: ["PARITY_MASKED", "PARITY_SKIPPED"],
      files: { ".gitlab-ci.yml": gitlab(version, "  allow_failure: true\n  when: manual\n") },
    },
  ];
};

// --- internal ---

const path = ".github/workflows/planted.yml";

const gitlab = (version: string, more: string): string => `gate:
  image: node:22
${more}  script:
    - npx --yes kprovengine@${version} preflight
`;
