/**
 * The schema of `kprov.config.*`: what validates it, what editors get, what the documentation is made of.
 *
 * Slow to load (zod): only ever imported when a configuration has not been seen before.
 *
 * @module
 */
import { z } from "zod";
import { defaults } from "./defaults.ts";
import { identity } from "./identity-schema.ts";
import { because, glob, globs, list, section, text } from "./pieces.ts";
import { rules } from "./rule-schema.ts";
import { run } from "./run-schema.ts";
import {
  ciOnlyProblem,
  commandName,
  commandProblem,
  globProblem,
  rulePathProblem,
  sizePattern,
  sizeProblem,
} from "./values.ts";

const range = (example: string) => text(`a version range such as "${example}"`);

const commandWanted = 'an argument list such as ["ruff", "check", "."]';
const sizeWanted = 'a size such as "5 MB"';
const commandNameWanted = 'a command name such as "lint"';
const daysWanted = "a whole number of days from 1 to 730";
const ciOnlyWanted = 'a command such as "npm ci"';
const linkWanted = 'a path such as "node_modules"';

const size = z
  .union(
    [
      z.string().regex(sizePattern, { error: sizeWanted }),
      z.int({ error: sizeWanted }).min(1024, { error: sizeWanted }).describe("Bytes"),
    ],
    { error: sizeWanted },
  )
  .check(because(sizeProblem, sizeWanted));

/** One schema for everything: strict, so that a mistyped key is an error and not a gate left open. */
export const configSchema = section({
  $schema: text("a path or URL")
    .describe("JSON Schema of this file, for editors; changes nothing else")
    .exactOptional(),
  project: text("a name").describe("The project's name in reports and bundles").exactOptional(),
  identity: identity.exactOptional(),
  projects: list(
    section({
      root: text("a directory").check(because(globProblem, "a directory below this file")).describe("Its directory"),
      name: text("a name").describe("Its technical name; left out: its manifests must agree").exactOptional(),
    }),
    'a list of projects such as [{ root: "services/api", name: "claims-api" }]',
  )
    .meta({ description: "Projects of a monorepo, beside the one at the top", default: defaults.projects })
    .exactOptional(),
  artifacts: section({
    deny: globs
      .meta({
        description: "Globs that no tracked file may match, beside the built-in ones",
        default: defaults.artifacts.deny,
      })
      .exactOptional(),
    allow: list(
      section({
        glob: glob.describe("Tracked files that are meant to be there"),
        reason: text("a reason").regex(/\S/, { error: "a reason" }).describe("Why; shown in every report"),
      }),
      'a list of exceptions such as [{ glob: "docs/logo.png", reason: "shown in the README" }]',
    )
      .meta({ description: "Exceptions, each with its reason", default: defaults.artifacts.allow })
      .exactOptional(),
    maxFileSize: size
      .meta({
        description: "Largest tracked file: a size with its unit, or a whole number of bytes of at least 1024",
        default: defaults.artifacts.maxFileSize,
      })
      .exactOptional(),
  })
    .describe("What must not be tracked, for check-artifacts")
    .exactOptional(),
  runtime: section({
    python: range(">=3.11 <3.13").describe("Python versions, as PEP 440 says").exactOptional(),
    node: range(">=20.19").describe("Node versions, as semver says").exactOptional(),
    go: range(">=1.22").describe("Go versions").exactOptional(),
    rust: range(">=1.75").describe("Rust versions").exactOptional(),
  })
    .describe("Runtime policy, for check-runtime")
    .exactOptional(),
  preflight: section({
    commands: z
      .record(
        z.string().regex(commandName, { error: commandNameWanted }),
        list(z.string({ error: "text" }), commandWanted).check(because(commandProblem, commandWanted)),
        { error: 'an object of commands such as { lint: ["ruff", "check", "."] }' },
      )
      .meta({
        description: "The project's own commands by name: argument lists, run without a shell",
        default: defaults.preflight.commands,
      })
      .exactOptional(),
    stagedLinks: list(text(linkWanted).check(because(rulePathProblem, linkWanted)), `a list of paths: ${linkWanted}`)
      .meta({
        description:
          "Ignored directories, such as node_modules, that commands may see when --staged runs them in a checkout",
        default: defaults.preflight.stagedLinks,
      })
      .exactOptional(),
  })
    .describe("What preflight runs beside the checks")
    .exactOptional(),
  parity: section({
    ciOnly: list(
      section({
        run: text(ciOnlyWanted)
          .check(because(ciOnlyProblem, ciOnlyWanted))
          .describe(
            "A command as CI has it (`*` stands for anything within it), `uses: owner/action`, or `workflow: path` for a whole file",
          ),
        reason: text("a reason").regex(/\S/, { error: "a reason" }).describe("Why; shown in every report"),
      }),
      'a list such as [{ run: "npm ci", reason: "brings the tools" }]',
    )
      .meta({
        description: "What CI runs and preflight does not, each with its reason",
        default: defaults.parity.ciOnly,
      })
      .exactOptional(),
  })
    .describe("Whether CI runs the same gate, for check-parity; `{}` turns it on")
    .exactOptional(),
  governance: section({
    documents: globs
      .meta({
        description: "Governed documents: a change of their words needs a patch step of the governance version",
        default: defaults.governance.documents,
      })
      .exactOptional(),
    workflows: globs
      .meta({
        description:
          "Governed CI workflows, compared by what they mean; a moved pin needs a minor step, the rest a major one",
        default: defaults.governance.workflows,
      })
      .exactOptional(),
    files: globs
      .meta({
        description: "Further files that decide, such as hooks and keys: any change needs a major step",
        default: defaults.governance.files,
      })
      .exactOptional(),
  })
    .describe("What is governed, for check-governance; `{}` turns it on")
    .exactOptional(),
  waivers: section({
    maxDays: z
      .int({ error: daysWanted })
      .min(1, { error: daysWanted })
      .max(730, { error: daysWanted })
      .meta({ description: "How far ahead a waiver may end, in days", default: defaults.waivers.maxDays })
      .exactOptional(),
  })
    .describe("Waivers of single findings, in .kprov/waivers.json")
    .exactOptional(),
  rules: rules
    .meta({
      title: "RuleDefinition[]",
      description: "The project's own rules, each made with `defineRule`; only in a configuration that is code",
      default: defaults.rules,
    })
    .exactOptional(),
  run: run.exactOptional(),
  catalog: section({
    file: text("a path")
      .check(because(rulePathProblem, "a path below this file"))
      .meta({ description: "The catalog that index writes and catalog reads", default: defaults.catalog.file })
      .exactOptional(),
    searchable: globs
      .meta({
        description:
          "Members of bundles, such as `logs/stdout.log`, of which the catalog may keep an excerpt for `catalog search`; others it knows by name and digest alone",
        default: defaults.catalog.searchable,
      })
      .exactOptional(),
  })
    .describe("The catalog of runs")
    .exactOptional(),
});
