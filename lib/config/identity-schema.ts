/**
 * The schema of `identity`.
 *
 * Slow to load (zod): part of `schema.ts`.
 *
 * @module
 */
import { z } from "zod";
import { defaults } from "./defaults.ts";
import { because, globs, list, section, text } from "./pieces.ts";
import { forbiddenProblem, globProblem, repositoryProblem } from "./values.ts";

const repositoryWanted = 'a URL such as "https://github.com/acme/project"';
const tokenWanted = "a token of at least 3 characters";
const forbiddenWanted = "a list of tokens, or { file, ignoreCase, private, saltFile }";
const saltFileWanted = 'a path such as "~/.config/acme.salt"';

const forbidden = z.union(
  [
    list(z.string({ error: tokenWanted }).min(3, { error: tokenWanted }), "a list of tokens"),
    section({
      file: text('a path such as "docs/forbidden.txt"')
        .check(because(globProblem, "a relative path"))
        .describe("A file with one token per line")
        .exactOptional(),
      ignoreCase: z
        .boolean({ error: "true or false" })
        .describe("Letters of either case are the same in the tokens of the file")
        .exactOptional(),
      private: text('a path such as ".kprov/deny-list.json"')
        .check(because(globProblem, "a relative path"))
        .describe("A list of keyed digests, as `deny` writes it")
        .exactOptional(),
      saltFile: text(saltFileWanted)
        .regex(/^[^\0]+$/, { error: saltFileWanted })
        .describe("The salt of the private list, outside of the repository")
        .exactOptional(),
    }).check((context) => {
      // A mistyped key says enough.
      if (context.issues.length === 0) because(forbiddenProblem, forbiddenWanted)(context);
    }),
  ],
  { error: forbiddenWanted },
);

export const identity = section({
  name: text("a name")
    .describe("Technical name, equal in every manifest after each ecosystem's normalisation. Left out: `project`")
    .exactOptional(),
  commands: list(text("the name of a command"), 'a list of commands such as ["rg"]')
    .meta({
      description: "Commands that a package installs and that need not carry the technical name",
      default: defaults.commands,
    })
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
      description:
        "Tokens that must appear nowhere in what git publishes: a list, a file with one per line, or a private list of keyed digests that `deny` writes",
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
}).describe("Who this project is, for check-identity");
