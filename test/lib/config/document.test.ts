import { expect, test } from "vitest";
import { configJsonSchema, configTable } from "../../../lib/config/index.ts";
import { toPlain } from "../../../lib/config/plain.ts";
import { problemsOf } from "../../../lib/config/validate.ts";

test("configJsonSchema is a closed 2020-12 schema with an id", async () => {
  const schema = await configJsonSchema();
  expect(schema).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "kprov.config/v1",
    type: "object",
    additionalProperties: false,
  });
  expect(schema).not.toHaveProperty("required");
});

test("configTable has a description and a type for every key, in the contract's names", async () => {
  const rows = await configTable();
  expect(rows.map((row) => `${row.key}: ${row.type} = ${row.default}`)).toMatchInlineSnapshot(`
    [
      "$schema: string = none",
      "project: string = none",
      "identity.name: string = none",
      "identity.commands: string[] = []",
      "identity.display.name: string = none",
      "identity.display.allow: string[] = []",
      "identity.repository: string = none",
      "identity.forbidden: string[] | { file: string; ignoreCase: boolean; private: string; saltFile: string } = []",
      "identity.docker.files: string[] = []",
      "identity.docker.labels: { [name]: string } = {}",
      "projects: { root: string; name: string }[] = []",
      "artifacts.deny: string[] = []",
      "artifacts.allow: { glob: string; reason: string }[] = []",
      "artifacts.maxFileSize: string | integer = "5 MB"",
      "runtime.python: string = none",
      "runtime.node: string = none",
      "runtime.go: string = none",
      "runtime.rust: string = none",
      "preflight.commands: { [name]: string[] } = {}",
      "preflight.stagedLinks: string[] = []",
      "parity.ciOnly: { run: string; reason: string }[] = []",
      "governance.documents: string[] = [".kprov/governance/**"]",
      "governance.workflows: string[] = [".github/workflows/*.{yml,yaml}",".github/actions/**/action.{yml,yaml}",".gitlab-ci.yml",".gitlab/**/*.{yml,yaml}",".kprov/gitlab-ci.yml","azure-pipelines.yml","bitbucket-pipelines.yml",".circleci/config.yml","Jenkinsfile"]",
      "governance.files: string[] = ["kprov.mk","kprov.just",".kprov/kprov.mjs",".kprov/github-ruleset.json",".kprov/hooks/**",".pre-commit-config.yaml","lefthook.yml",".husky/pre-commit",".husky/pre-push",".kprov/keys/**",".kprov/trust.json"]",
      "waivers.maxDays: integer = 180",
      "rules: RuleDefinition[] = []",
      "run.out: string = "runs"",
      "run.recordEnv: string[] = ["PATH","LANG","LC_ALL","TZ","PYTHONHASHSEED","SOURCE_DATE_EPOCH","CUDA_VISIBLE_DEVICES"]",
      "run.collect: boolean = false",
      "run.secrets: string[] = []",
      "run.sign: boolean = false",
      "run.secretFiles: string[] = []",
      "run.approvalsRequired: integer = 1",
      "run.requirePreflight: boolean | { maxAge: string } = false",
      "catalog.file: string = ".kprov/catalog.sqlite"",
      "catalog.searchable: string[] = []",
    ]
  `);
  for (const row of rows) expect(row.description, row.key).not.toBe("");
});

test("configTable's defaults are valid values of their keys", async () => {
  for (const { key, default: text } of await configTable()) {
    if (text === "none") continue;
    const config = key.split(".").reduceRight<unknown>((value, part) => ({ [part]: value }), JSON.parse(text));
    expect(problemsOf(toPlain(config).plain, []), key).toEqual([]);
  }
});
