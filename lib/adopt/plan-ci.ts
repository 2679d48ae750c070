/**
 * The CI workflow: the gate of the laptop, on every version that is promised.
 *
 * @module
 */
import type { Answers } from "./answers.ts";
import type { Ecosystem, Note, Project, Survey } from "./facts.ts";
import { matrixOf, type Row } from "./matrix.ts";
import { actions } from "./pins.ts";
import { create, type PlannedFile } from "./planned.ts";
import type { Stage } from "./stage.ts";
import { renderTemplate } from "./template.ts";
import { yamlText } from "./yaml-text.ts";

export interface CiPlan {
  files: PlannedFile[];
  notes: Note[];
}

/** What the gate is called. */
export interface GateNames {
  /** By make, and as a job. */
  target: string;
  /** The command that runs it. */
  call: string;
}

/** Where the workflow of GitHub lies. */
export const workflowPath = ".github/workflows/kprov.yml";

/** Where the job of GitLab lies. */
export const gitlabPath = ".kprov/gitlab-ci.yml";

/** The shell lines of the generated definition beside the gate itself. */
export const setupLines = ({ projects }: Survey, { ci }: Answers): string[] => {
  if (ci === "github") return [...new Set(projects.flatMap(({ setup }) => setup.lines))];
  return ci === "gitlab" ? gitlabSetup(projects) : [];
};

/** Files of the chosen CI system. */
export const planCi = (survey: Survey, { ci }: Answers, gate: GateNames): CiPlan => {
  if (ci === "github")
    return {
      files: [create(workflowPath, githubText(survey, gate), "runs the gate in CI")],
      notes: [],
    };
  if (ci === "gitlab") return gitlabPlan(survey, gate);
  return { files: [], notes: [] };
};

// --- internal ---

const githubText = ({ projects }: Survey, gate: GateNames): string => {
  const rows = matrixOf(projects);
  const isMatrix = rows.length > 1;
  const version = (ecosystem: Ecosystem) =>
    isMatrix ? `\${{ matrix.${ecosystem} }}` : `"${rows[0]?.[ecosystem] ?? toolNode}"`;
  return renderTemplate("ci/github.yml", {
    ...gate,
    checkout: actions.checkout,
    upload: actions.upload,
    open: "{{",
    close: "}}",
    suffix: isMatrix ? `-\${{ strategy.job-index }}` : "",
    matrix: isMatrix ? githubMatrix(rows) : "",
    setup: [...interpreterSteps(projects, version), ...toolSteps(projects)].map(indented).join(""),
  });
};

/** What runs the gate itself where the project has no Node of its own. */
const toolNode = "24";

const githubMatrix = (rows: readonly Row[]): string => {
  const items = rows.map(
    (row) =>
      `          - { ${Object.entries(row)
        .map(([name, value]) => `${name}: "${value}"`)
        .join(", ")} }\n`,
  );
  return `    strategy:\n      fail-fast: false\n      matrix:\n        include:\n${items.join("")}`;
};

const interpreterSteps = (projects: readonly Project[], version: (ecosystem: Ecosystem) => string): string[] => {
  const has = (ecosystem: Ecosystem) => projects.some((project) => project.ecosystem === ecosystem);
  const uses = (action: string, input: string, value: string) => `- uses: ${action}\n  with:\n    ${input}: ${value}\n`;
  return [
    ...(projects.some(({ setup }) => setup.actions.includes("pnpm")) ? [`- uses: ${actions.pnpm}\n`] : []),
    uses(actions.node, "node-version", has("node") ? version("node") : `"${toolNode}"`),
    ...(has("python") ? [uses(actions.python, "python-version", version("python"))] : []),
    ...(has("go") ? [uses(actions.go, "go-version", version("go"))] : []),
    ...(has("rust") ? [`${uses(actions.rust, "toolchain", version("rust"))}    components: clippy, rustfmt\n`] : []),
    ...(projects.some(({ setup }) => setup.actions.includes("uv"))
      ? [uses(actions.uv, "python-version", version("python"))]
      : []),
  ];
};

const toolSteps = (projects: readonly Project[]): string[] => {
  const extra = (["bun", "pixi"] as const).filter((name) => projects.some(({ setup }) => setup.actions.includes(name)));
  const lines = [...new Set(projects.flatMap(({ setup }) => setup.lines))];
  return [...extra.map((name) => `- uses: ${actions[name]}\n`), ...lines.map((line) => `- run: ${yamlText(line)}\n`)];
};

const indented = (step: string): string => step.replace(/^(?=.)/gm, "      ");

const images: Record<Ecosystem, string> = { python: "python", node: "node", go: "golang", rust: "rust" };

/**
 * One pipeline for a push, and of a merge request where there is one: in no other does GitLab say what it goes to, so that the target
 * can judge. The default branch keeps its own. docs.gitlab.com "GitLab CI/CD workflow keyword", "Predefined CI/CD variables".
 */
const gitlabWorkflow = `
# Where a branch has a merge request, its pipeline is that of the merge request: only there do the target's rules judge.
workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "push" && $CI_OPEN_MERGE_REQUESTS && $CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH
      when: never
    - when: always
`;

const gitlabPlan = ({ projects, gitlab }: Survey, { call }: GateNames): CiPlan => {
  const notes: Note[] = [];
  const [first, ...others] = [...new Set(projects.map(({ ecosystem }) => ecosystem))];
  const rows = matrixOf(projects.filter(({ ecosystem }) => ecosystem === first));
  const variable = (first ?? "node").toUpperCase();
  const versions = first === undefined ? [] : [...new Set(rows.map((row) => tag(row[first])))];
  const path = gitlabPath;
  if (others.length > 0)
    notes.push({ path, message: `its image has ${first} only: name one that has ${others.join(" and ")} too` });
  if (projects.some(({ manager }) => manager === "conda" || manager === "pixi"))
    notes.push({ path, message: "its image needs conda or pixi: name one that has it" });
  // It decides about every job of the pipeline, also those of others.
  const isSwitching = gitlab === undefined || gitlab.isSwitched;
  if (!isSwitching && !gitlab.hasWorkflow) notes.push({ path: ".gitlab-ci.yml", message: requestMessage });
  if (gitlab?.stage !== undefined) notes.push({ path, message: stageMessage(gitlab.stage) });
  const matrix =
    versions.length > 1
      ? `  parallel:\n    matrix:\n      - ${variable}: [${versions.map((version) => `"${version}"`).join(", ")}]\n`
      : "";
  const setup = gitlabSetup(projects);
  const text = renderTemplate("ci/gitlab.yml", {
    call,
    matrix,
    image:
      first === undefined
        ? `node:${toolNode}`
        : `${images[first]}:${versions.length > 1 ? `$${variable}` : versions[0]}`,
    workflow: isSwitching ? gitlabWorkflow : "",
    stage: gitlab?.stage === undefined ? "" : `  stage: ${yamlText(gitlab.stage.name)}\n`,
    setup: setup.length === 0 ? "" : `  before_script:\n${setup.map((line) => `    - ${yamlText(line)}\n`).join("")}`,
  });
  const files = [create(path, text, "runs the gate in CI")];
  if (gitlab?.hasInclude === true) {
    notes.push({ path: ".gitlab-ci.yml", message: `its include list is yours: add "- local: /${path}" to it` });
    return { files, notes };
  }
  const include = renderTemplate("ci/gitlab-include.yml", {});
  return {
    files: [
      ...files,
      { path: ".gitlab-ci.yml", content: include, how: "append block", why: "brings the job in", isNeeded: false },
    ],
    notes,
  };
};

const requestMessage =
  "in pipelines of its branches a merge request is judged by its own rules: the target's judge in those of merge requests, which workflow: rules make";

const stageMessage = ({ name, isLate }: Stage): string =>
  isLate
    ? `its stage is "${name}", and deployments do not wait for it: put a stage before them, and name that`
    : `its stage is "${name}": name another one where the gate belongs elsewhere, before what deploys`;

const gitlabSetup = (projects: readonly Project[]): string[] => {
  const [first] = projects;
  const isNode = first === undefined || first.ecosystem === "node";
  return [...new Set([...(isNode ? [] : nodeLines), ...projects.flatMap(gitlabLines)])];
};

/** Images have no `stable`; their tag of the major version moves with it. */
const tag = (version: string | undefined): string => (version === undefined || version === "stable" ? "1" : version);

const nodeVersion = "v22.20.0";
const nodeLines = [
  `curl -fsSLO https://nodejs.org/dist/${nodeVersion}/node-${nodeVersion}-linux-x64.tar.gz`,
  `curl -fsSL https://nodejs.org/dist/${nodeVersion}/SHASUMS256.txt | grep " node-${nodeVersion}-linux-x64.tar.gz$" | sha256sum -c -`,
  `tar -xzf node-${nodeVersion}-linux-x64.tar.gz -C /usr/local --strip-components=1 && rm node-${nodeVersion}-linux-x64.tar.gz`,
];

const gitlabLines = ({ setup }: Project): string[] => {
  const tools = { uv: "pip install uv", pnpm: "corepack enable", bun: "npm install --global bun", pixi: undefined };
  return [
    ...setup.actions.flatMap((name) => tools[name] ?? []),
    ...setup.lines
      .filter((line) => !/^"\$CONDA\/|^echo "\$CONDA\//.test(line))
      .map((line) => line.replace(/^pipx install/, "pip install")),
  ];
};
