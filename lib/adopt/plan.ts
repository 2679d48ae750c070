/**
 * From facts and answers to files: pure, nothing is looked at or written.
 *
 * @module
 */
import type { Answers } from "./answers.ts";
import type { Note, Survey, TaskFile } from "./facts.ts";
import type { OwnForm } from "./own-files.ts";
import { planCi } from "./plan-ci.ts";
import { configText, isConfigurable, rangesApart } from "./plan-config.ts";
import { planGovernance } from "./plan-governance.ts";
import { parityNotes } from "./plan-parity.ts";
import { planRuleset } from "./plan-ruleset.ts";
import { create, type PlannedFile } from "./planned.ts";
import { renderTemplate } from "./template.ts";
import { planVendored, verifiedStart } from "./vendor.ts";

export interface Plan {
  files: readonly PlannedFile[];
  notes: readonly Note[];
  /** What CI calls, and a person as well: `make preflight`, or what says more where that is taken or can't be followed. */
  call: string;
}

export interface PlanOptions {
  /** The exact version of the tool. */
  version: string;
  /** The one-file form, where the answer is to vendor it. */
  form?: OwnForm | undefined;
  /** Names of the gate's checks, where somebody has changed the workflow. */
  checks?: readonly string[] | undefined;
  /** Whether the gate is called without the project's own Makefile. */
  isApart?: boolean;
}

/** What init would write into the repository of `survey`. The same facts and answers give the same bytes. */
export const planAdoption = (survey: Survey, answers: Answers, options: PlanOptions): Plan => {
  const { form, isApart = false } = options;
  const make = targetsFor(survey.make);
  const just = targetsFor(survey.just);
  const notes: Note[] = [...survey.notes, ...clashes(survey.make, "make"), ...clashes(survey.just, "just")];
  // Named, because a gate whose configuration was deleted would go on with what is left to check.
  const config = survey.config ?? "kprov.config.ts";
  const target = make.preflight;
  const call = `make ${isApart ? `-f ${targetsPath} ` : ""}${target}`;
  const ci = planCi(survey, answers, { target, call });
  const files: PlannedFile[] = [
    ...(form === undefined ? [] : planVendored(form)),
    create(targetsPath, makeText(make, config, options), "targets of make", true),
    {
      path: survey.make.path ?? "Makefile",
      // Never `-include`: without the file there is no gate, and that must not pass.
      content: `include ${targetsPath}\n`,
      how: "include line",
      why: "brings the targets in",
      isNeeded: true,
    },
    ...(survey.just.path === undefined ? [] : justFiles(survey.just.path, just, config, options)),
    ...ci.files,
    ...planRuleset(survey, answers, { target, checks: options.checks }),
    ...survey.hooks.map((hook) => hookFile(hook, make)),
    {
      path: ".gitignore",
      content: "# >>> kprovengine\n/runs/\n/.kprov/catalog.sqlite*\n# <<< kprovengine\n",
      how: "append block",
      why: "bundles, catalog: not tracked",
      isNeeded: false,
    },
    ...planGovernance(survey, answers, target, options),
  ];
  if (survey.config === undefined) {
    const { display } = survey;
    const holders = files.filter(({ how, content }) => how === "create" && display && content.includes(display.name));
    const text = configText(
      survey,
      answers,
      holders.map(({ path }) => path),
    );
    files.push(create("kprov.config.ts", text, "what the checks go by"));
  }
  for (const { root, manifest } of survey.projects)
    if (root !== "" && !isConfigurable(root))
      notes.push({ path: manifest, message: "a configuration can't name its directory: it was left out of projects" });
  for (const [ecosystem, ranges] of survey.config === undefined ? rangesApart(survey.projects) : [])
    notes.push({ message: `runtime.${ecosystem} was left out: the projects promise ${ranges.join(" and ")}` });
  if (isApart)
    notes.push({
      ...(survey.make.path !== undefined && { path: survey.make.path }),
      message: `check-parity can't follow it: CI runs "${call}", without its variables`,
    });
  notes.push(...ci.notes, ...parityNotes(survey, answers));
  if (survey.config !== undefined)
    notes.push({ path: survey.config, message: "there is a configuration already: it was kept as it is" });
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), notes, call };
};

// --- internal ---

/** Our targets of make. */
const targetsPath = "kprov.mk";

const names = {
  preflight: "preflight",
  staged: "preflight-staged",
  checkIdentity: "check-identity",
  checkArtifacts: "check-artifacts",
  checkRuntime: "check-runtime",
  help: "help",
} as const;

type Targets = Record<keyof typeof names, string>;

/** Each name as it is, or with our prefix where the project has one of that name. */
const targetsFor = ({ taken }: TaskFile): Targets =>
  Object.fromEntries(
    Object.entries(names).map(([key, name]) => [key, taken.has(name) ? `kprov-${name}` : name]),
  ) as Targets;

const clashes = ({ path, taken }: TaskFile, program: string): Note[] =>
  path === undefined
    ? []
    : Object.values(names)
        .filter((name) => taken.has(name))
        .map((name) => ({
          path,
          message: `it has "${name}" already, which stays: ours is "${program} kprov-${name}"`,
        }));

const summaries: Record<keyof typeof names, string> = {
  preflight: "every check and the project's own commands: what CI runs",
  staged: "the same about what is staged, for a hook before a commit",
  checkIdentity: "names, URLs, labels and forbidden tokens agree everywhere",
  checkArtifacts: "no build output, secret, compiled or oversized file is tracked",
  checkRuntime: "declared runtime versions agree, and the real one lies in range",
  help: "this list",
};

/** A file that is vendored is the only tool: without it, nothing comes from elsewhere. */
const makeTool = ({ version, form }: PlanOptions): Record<"tool" | "about", string> =>
  form === undefined
    ? {
        about: "the installed package, else exactly this version",
        tool: `$(or $(wildcard node_modules/.bin/kprovengine),npx --yes kprovengine@${version})`,
      }
    : {
        about: "the file in this repository, by plain node, when its bytes are those that its pin names",
        tool: `sh -c '${verifiedStart.replaceAll("$", "$$$$")}' kprov`,
      };

const justTool = ({ version, form }: PlanOptions): Record<"tool" | "about", string> => ({
  about: makeTool({ version, form }).about,
  tool:
    form === undefined
      ? `if path_exists(justfile_directory() / "node_modules/.bin/kprovengine") == "true" { "node_modules/.bin/kprovengine" } else { "npx --yes kprovengine@${version}" }`
      : `'''sh -c '${verifiedStart}' kprov'''`,
});

const makeText = (targets: Targets, config: string, options: PlanOptions): string => {
  const keys = Object.keys(names) as (keyof typeof names)[];
  const width = Math.max(...keys.map((key) => targets[key].length));
  const lines = keys.map((key) => `make ${targets[key].padEnd(width)}  ${summaries[key]}`);
  return renderTemplate("kprov.mk", {
    ...targets,
    ...makeTool(options),
    config,
    targets: keys.map((key) => targets[key]).join(" "),
    helpLines: lines.map((line) => `'${line.replaceAll("'", "'\\''")}'`).join(" "),
  });
};

const justFiles = (path: string, targets: Targets, config: string, options: PlanOptions): PlannedFile[] => [
  create(
    "kprov.just",
    renderTemplate("kprov.just", { ...targets, ...justTool(options), config, open: "{{", close: "}}" }),
    "recipes of just",
    true,
  ),
  { path, content: "import 'kprov.just'\n", how: "include line", why: "brings the recipes in", isNeeded: true },
];

const hookFiles = { "pre-commit": "pre-commit.yaml", lefthook: "lefthook.yml", husky: "husky" } as const;

const hookFile = (hook: Survey["hooks"][number], { preflight: target, staged }: Targets): PlannedFile =>
  create(
    `.kprov/hooks/${hookFiles[hook]}`,
    renderTemplate(`hooks/${hookFiles[hook]}`, hook === "husky" ? { staged } : { target, staged }),
    `for ${hook}'s own file`,
  );
