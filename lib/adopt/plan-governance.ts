/**
 * The governance documents, with the project's own facts in them.
 *
 * @module
 */

import { shellQuote } from "../text.ts";
import type { Answers } from "./answers.ts";
import type { Survey } from "./facts.ts";
import { codeSpan, plainText } from "./markdown.ts";
import { matrixOf } from "./matrix.ts";
import type { OwnForm } from "./own-files.ts";
import { commandsOf } from "./plan-config.ts";
import { create, type PlannedFile } from "./planned.ts";
import { renderTemplate } from "./template.ts";

/** Scope, review gate, change control, display name, forbidden tokens. */
export const planGovernance = (
  survey: Survey,
  answers: Answers,
  target: string,
  { form }: { form?: OwnForm | undefined } = {},
): PlannedFile[] => {
  const { name, governance, repository, ci } = answers;
  const at = (file: string) => `${governance}/${file}`;
  const page = (file: string, values: Record<string, string>) =>
    renderTemplate(`governance/${file}`, { name: plainText(name), ...values });
  const scope = page("scope.md", {
    target,
    what: whatItIs(survey, answers),
    projects: projectLines(survey),
    gates: gateLines(survey),
    ci: ciSentence(survey, answers),
  });
  const request = ci === "gitlab" ? "merge request" : "pull request";
  const where = repository === null ? "" : ` at <${repository}>`;
  return [
    create(at("scope.md"), scope, "what is governed"),
    create(
      at("review-gate.md"),
      page("review-gate.md", { target, approvals: "one approval" }),
      "what a reviewer answers",
    ),
    create(
      at("change-control.md"),
      page("change-control.md", { target, request, where, vendored: vendoredLines(form) }),
      "how changes come in",
    ),
    ...(survey.display === undefined
      ? []
      : [create(at("display-name.txt"), `${survey.display.name}\n`, "the name for people")]),
    ...(survey.forbidden.length === 0
      ? []
      : [
          create(
            at("forbidden-tokens.txt"),
            page("forbidden-tokens.txt", { tokens: survey.forbidden.join("\n") }),
            "what must appear nowhere",
          ),
        ]),
  ];
};

// --- internal ---

/** Of the list in change-control.md. */
const vendoredLines = (form: OwnForm | undefined): string =>
  form === undefined
    ? ""
    : `* that touches \`.kprov/kprov.mjs\` is merged when \`kprovengine vendor --check\` proves it, run from a package of the version
  that its first line names and not from the file: it can't vouch for itself;
`;

const whatItIs = ({ display }: Survey, { name, repository }: Answers): string => {
  const place = repository === null ? "has no canonical URL yet" : `is published at <${repository}>`;
  const people = display === undefined ? "" : ` Its name for people stands in [display-name.txt](display-name.txt).`;
  return `The technical name is ${codeSpan(name)}; it ${place}.${people}`;
};

const languages = { python: "Python", node: "Node", go: "Go", rust: "Rust" } as const;

const projectLines = ({ projects }: Survey): string =>
  projects.length === 0
    ? "* Every file that git tracks. The repository has no package of Python, Node, Go or Rust."
    : projects
        .map(({ ecosystem, manifest, manager, runtime }) => {
          const range = runtime === undefined ? "without a declared version" : codeSpan(runtime);
          return `* ${codeSpan(manifest)}: ${languages[ecosystem]}, ${range}, by ${manager}`;
        })
        .join("\n");

const gateLines = ({ projects, config }: Survey): string => {
  const commands = Object.entries(commandsOf(projects)).map(
    ([name, argv]) => `${name}: ${codeSpan(argv.map(shellQuote).join(" "))}`,
  );
  const hasRuntime = config !== undefined || projects.some(({ runtime }) => runtime !== undefined);
  const lines = [
    "check-identity: names, URLs, labels and forbidden tokens",
    "check-artifacts: nothing tracked that should not be",
    ...(hasRuntime ? ["check-runtime: declared versions agree, and the real ones lie in range"] : []),
    // A configuration that was there already is not read: it may be code.
    ...(config === undefined ? commands : [`the project's own commands: \`preflight.commands\` of \`${config}\``]),
  ];
  return lines.map((line, index) => `${index + 1}. ${line}`).join("\n");
};

const ciSentence = ({ projects }: Survey, { ci }: Answers): string => {
  if (ci === "none") return "No CI runs it yet: whoever merges runs it, and says so.";
  const rows = matrixOf(projects).map((row) =>
    Object.entries(row)
      .map(([name, version]) => `${languages[name as keyof typeof languages]} ${version}`)
      .join(" with "),
  );
  const on = rows.length === 0 ? "" : `, on ${rows.join(", ")}`;
  return `${ci === "github" ? "GitHub Actions" : "GitLab CI"} runs the same command for every change${on}.`;
};
