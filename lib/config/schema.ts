/**
 * The schema of `kprov.config.*`: what validates it, what editors get, what the documentation is made of.
 *
 * Slow to load (zod): only ever imported when a configuration has not been seen before.
 *
 * @module
 */
import { z } from "zod";
import { defaults } from "./defaults.ts";
import { because, list, section, text } from "./pieces.ts";
import {
  agePattern,
  commandName,
  commandProblem,
  globProblem,
  repositoryProblem,
  sizePattern,
  sizeProblem,
  variableName,
} from "./values.ts";

const globWanted = 'a relative glob such as "docs/**"';
const glob = text(globWanted).check(because(globProblem, globWanted));
const globs = list(glob, 'a list of globs such as ["docs/**"]');

const variable = text('a variable name such as "LANG"').regex(variableName, {
  error: 'a variable name such as "LANG"',
});
const variables = list(variable, 'a list of variable names such as ["LANG"]');

const range = (example: string) => text(`a version range such as "${example}"`);

const repositoryWanted = 'a URL such as "https://github.com/acme/project"';
const commandWanted = 'an argument list such as ["ruff", "check", "."]';
const sizeWanted = 'a size such as "5 MB"';
const tokenWanted = "a token of at least 3 characters";
const commandNameWanted = 'a command name such as "lint"';
const ageWanted = 'an age such as "1h"';
const preflightWanted = "true, false, or { maxAge }";
const approvalsWanted = "a whole number of at least 1";

const forbidden = z.union(
  [
    list(z.string({ error: tokenWanted }).min(3, { error: tokenWanted }), "a list of tokens"),
    section({ file: text('a path such as "docs/forbidden.txt"').check(because(globProblem, "a relative path")) }),
  ],
  { error: "a list of tokens, or { file }" },
);

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
  identity: section({
    name: text("a name")
      .describe("Technical name, equal in every manifest after each ecosystem's normalisation. Left out: `project`")
      .exactOptional(),
    display: section({
      name: text("a name").describe("The name for people; it may appear only where `allow` says").exactOptional(),
      allow: globs
        .meta({ description: "Files in which the display name may appear", default: defaults.display.allow })
        .exactOptional(),
    })
      .describe("The name for people, and where it may appear")
      .exactOptional(),
    repository: text(repositoryWanted)
      .check(because(repositoryProblem, repositoryWanted))
      .describe("Canonical URL of the repository; remotes and manifests must agree with it")
      .exactOptional(),
    forbidden: forbidden
      .meta({
        description: "Tokens that must appear nowhere in what git publishes: a list, or a file with one per line",
        default: defaults.forbidden,
      })
      .exactOptional(),
    docker: section({
      files: globs.meta({ description: "Dockerfiles to judge", default: defaults.docker.files }).exactOptional(),
      labels: z
        .record(text("a label's name"), text("the text that the label must have"), { error: "an object of labels" })
        .meta({
          description: "Values that the image's labels must have, by the last part of their OCI key, such as `title`",
          default: defaults.docker.labels,
        })
        .exactOptional(),
    })
      .describe("Container images")
      .exactOptional(),
  })
    .describe("Who this project is, for check-identity")
    .exactOptional(),
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
  })
    .describe("What preflight runs beside the checks")
    .exactOptional(),
  run: section({
    out: text("a directory")
      .regex(/^[^\0]*$/, { error: "a directory" })
      .meta({ description: "Directory of the bundles, relative to this file or absolute", default: defaults.run.out })
      .exactOptional(),
    recordEnv: variables
      .meta({
        description: "Environment variables whose values are recorded, and which --clean-env passes on",
        default: defaults.run.recordEnv,
      })
      .exactOptional(),
    collect: z
      .boolean({ error: "true or false" })
      .meta({ description: "Copy declared outputs into the bundle, as --collect does", default: defaults.run.collect })
      .exactOptional(),
    secrets: variables
      .meta({
        description: "Further environment variables whose values are secret and never reach the evidence",
        default: defaults.run.secrets,
      })
      .exactOptional(),
    sign: z
      .boolean({ error: "true or false" })
      .meta({ description: "Sign every bundle with the person's own key, as --sign does", default: defaults.run.sign })
      .exactOptional(),
    secretFiles: list(
      text("a path or glob").regex(/^[^\0]+$/, { error: "a path or glob" }),
      'a list of paths or globs such as [".env"]',
    )
      .meta({
        description:
          "Files whose contents are secret and never reach the evidence: paths or globs, relative to this file; a run doesn't start without them",
        default: defaults.run.secretFiles,
      })
      .exactOptional(),
    approvalsRequired: z
      .int({ error: approvalsWanted })
      .min(1, { error: approvalsWanted })
      .meta({
        description: "Approvals that the review contract of a bundle asks for",
        default: defaults.run.approvalsRequired,
      })
      .exactOptional(),
    requirePreflight: z
      .union(
        [
          z.boolean({ error: preflightWanted }),
          section({ maxAge: text(ageWanted).regex(agePattern, { error: ageWanted }).exactOptional() }),
        ],
        { error: preflightWanted },
      )
      .meta({
        description:
          "Start nothing unless preflight --attest has proved this very commit, tree and configuration, at most so long ago",
        default: defaults.run.requirePreflight,
      })
      .exactOptional(),
  })
    .describe("How run records")
    .exactOptional(),
});
