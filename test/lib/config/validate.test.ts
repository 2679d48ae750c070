import { expect, test } from "vitest";
import { toPlain } from "../../../lib/config/plain.ts";
import { problemsOf } from "../../../lib/config/validate.ts";

const problems = (config: unknown): string[] => {
  const { plain, strangers } = toPlain(config);
  return problemsOf(plain, strangers);
};

const everyKey = {
  $schema: "./node_modules/kprovengine/schemas/config.json",
  project: "claims-etl",
  identity: {
    name: "claims-etl",
    display: { name: "Claims ETL", allow: ["README.md", "docs/**"] },
    repository: "https://github.com/acme/claims-etl",
    forbidden: ["old-name"],
    docker: { files: ["Dockerfile"], labels: { title: "claims-etl" } },
  },
  artifacts: { deny: ["runs/**"], allow: [{ glob: "a.png", reason: "shown" }], maxFileSize: "5 MB" },
  runtime: { python: ">=3.11", node: ">=20", go: ">=1.22", rust: ">=1.75" },
  preflight: { commands: { lint: ["ruff", "check", "."] } },
  projects: [{ root: "services/api", name: "claims-api" }],
  run: {
    ...{ out: "runs", recordEnv: ["PATH"], collect: true, secrets: ["TOKEN"], approvalsRequired: 2 },
    ...{ sign: true, secretFiles: [".env"], requirePreflight: { maxAge: "1h" } },
  },
};

test("problemsOf finds nothing wrong with an empty and with a full configuration", () => {
  expect(problems({})).toEqual([]);
  expect(problems(everyKey)).toEqual([]);
  expect(problems({ identity: { forbidden: { file: "docs/tokens.txt" } }, artifacts: { maxFileSize: 4096 } })).toEqual(
    [],
  );
});

test.each([
  [{ identity: { nmae: "x" } }, 'identity.nmae: unknown key, did you mean "name"?'],
  [{ artifacts: { maxFileSize: 5 } }, 'artifacts.maxFileSize: expected a size such as "5 MB", found 5'],
  [{ artifacts: { maxFileSize: "5" } }, 'artifacts.maxFileSize: expected a size such as "5 MB", found "5"'],
  [{ artifacts: { maxFileSize: true } }, 'artifacts.maxFileSize: expected a size such as "5 MB", found true'],
  [
    { artifacts: { maxFileSize: "999999999 TB" } },
    'artifacts.maxFileSize: expected a size such as "5 MB", found "999999999 TB": it is too large',
  ],
  [{ project: 42 }, "project: expected a name, found 42"],
  [{ run: { requirePreflight: "1h" } }, 'run.requirePreflight: expected true, false, or { maxAge }, found "1h"'],
  [
    { run: { requirePreflight: { maxAge: 3600 } } },
    'run.requirePreflight.maxAge: expected an age such as "1h", found 3600',
  ],
  [{ run: { requirePreflight: { age: "1h" } } }, "run.requirePreflight.age: unknown key; known here: maxAge"],
  [
    { projects: [{ root: "../x" }] },
    'projects[0].root: expected a directory below this file, found "../x": it has a "." or ".." segment',
  ],
  [{ projects: [{ name: "api" }] }, "projects[0].root: expected a directory, found undefined"],
  [{ project: "" }, 'project: expected a name, found ""'],
  [{ identity: [] }, "identity: expected an object, found []"],
  [{ artifacts: { deny: "x" } }, 'artifacts.deny: expected a list of globs such as ["docs/**"], found "x"'],
  [
    { artifacts: { deny: [""] } },
    'artifacts.deny[0]: expected a relative glob such as "docs/**", found "": it is empty',
  ],
  [
    { artifacts: { deny: ["ok", "/x"] } },
    'artifacts.deny[1]: expected a relative glob such as "docs/**", found "/x": it is absolute',
  ],
  [{ artifacts: { allow: [{ glob: "x" }] } }, "artifacts.allow[0].reason: expected a reason, found undefined"],
  [{ artifacts: { allow: [{ glob: "x", reason: " " }] } }, 'artifacts.allow[0].reason: expected a reason, found " "'],
  [{ identity: { forbidden: ["ab"] } }, 'identity.forbidden[0]: expected a token of at least 3 characters, found "ab"'],
  [
    { identity: { forbidden: "abc" } },
    'identity.forbidden: expected a list of tokens, or { file, ignoreCase, private, saltFile }, found "abc"',
  ],
  [
    { identity: { forbidden: {} } },
    "identity.forbidden: expected a list of tokens, or { file, ignoreCase, private, saltFile }, found an object: it names no list",
  ],
  [
    { identity: { forbidden: { file: "a", saltFile: "../b" } } },
    "identity.forbidden: expected a list of tokens, or { file, ignoreCase, private, saltFile }, found an object: saltFile is for a private list",
  ],
  [
    { identity: { forbidden: { private: "a", ignoreCase: true } } },
    "identity.forbidden: expected a list of tokens, or { file, ignoreCase, private, saltFile }, found an object: ignoreCase is for a file",
  ],
  [
    { identity: { forbidden: { file: "a", ignoreCase: "yes" } } },
    'identity.forbidden.ignoreCase: expected true or false, found "yes"',
  ],
  [
    { identity: { forbidden: { private: "../x" } } },
    'identity.forbidden.private: expected a relative path, found "../x": it has a "." or ".." segment',
  ],
  [{ identity: { forbidden: { privat: "x" } } }, 'identity.forbidden.privat: unknown key, did you mean "private"?'],
  [
    { identity: { forbidden: { file: "/etc/x" } } },
    'identity.forbidden.file: expected a relative path, found "/etc/x": it is absolute',
  ],
  [
    { identity: { docker: { labels: { title: 3 } } } },
    "identity.docker.labels.title: expected the text that the label must have, found 3",
  ],
  [
    { identity: { repository: "https://u:p@h/x" } },
    'identity.repository: expected a URL such as "https://github.com/acme/project", found "https://u:p@h/x": it carries a user name or password',
  ],
  [{ runtime: { node: "" } }, 'runtime.node: expected a version range such as ">=20.19", found ""'],
  [
    { preflight: { commands: { lint: "ruff check ." } } },
    'preflight.commands.lint: expected an argument list such as ["ruff", "check", "."], found "ruff check ."',
  ],
  [
    { preflight: { commands: { "a b": ["x"] } } },
    'preflight.commands["a b"]: expected a command name such as "lint", found "a b"',
  ],
  [{ run: { recordEnv: ["A-B"] } }, 'run.recordEnv[0]: expected a variable name such as "LANG", found "A-B"'],
  [{ run: { secrets: ["A=B"] } }, 'run.secrets[0]: expected a variable name such as "LANG", found "A=B"'],
  [{ run: { approvalsRequired: 0 } }, "run.approvalsRequired: expected a whole number of at least 1, found 0"],
  [{ run: { approvalsRequired: 1.5 } }, "run.approvalsRequired: expected a whole number of at least 1, found 1.5"],
  [{ run: { collect: "yes" } }, 'run.collect: expected true or false, found "yes"'],
  [{ run: { out: undefined } }, "run.out: expected a directory, found undefined"],
  [{ run: { out: () => "x" } }, "run.out: expected a directory, found a function"],
  [{ identity: { display: Promise.resolve({}) } }, "identity.display: expected an object, found a promise"],
  [{ project: null }, "project: expected a name, found null"],
])("problemsOf says about %j exactly: %s", (config, line) => {
  expect(problems(config)).toEqual([line]);
});

test.each(["extends", "$production", "$test", "$env", "$meta"])(
  "problemsOf knows no key %s, which loaders give a meaning",
  (key) => {
    const [line, ...others] = problems({ [key]: { project: "x" } });
    expect(line).toContain(`${key}: unknown key`);
    expect(others).toEqual([]);
  },
);

test("problemsOf names every problem at once, sorted", () => {
  const cyclic: Record<string, unknown> = { nmae: 1 };
  cyclic["display"] = { name: cyclic };
  expect(problems({ run: { out: 1, outt: 2 }, identity: cyclic, artefacts: {} })).toEqual([
    'artefacts: unknown key, did you mean "artifacts"?',
    "identity.display.name: expected a name, found an object that contains itself",
    'identity.nmae: unknown key, did you mean "name"?',
    "run.out: expected a directory, found 1",
    'run.outt: unknown key, did you mean "out"?',
  ]);
});

test("problemsOf lists the known keys when none is near", () => {
  expect(problems({ artifacts: { xyzzy: 1 } })).toEqual([
    "artifacts.xyzzy: unknown key; known here: deny, allow, maxFileSize",
  ]);
});

test("problemsOf reports a stranger below an unknown key once", () => {
  expect(problems({ hooks: { before: () => 1 } })).toEqual([
    "hooks.before: expected plain data, found a function",
    "hooks: unknown key; known here: $schema, project, identity, projects, artifacts, runtime, preflight, parity, governance, waivers, rules, run, catalog",
  ]);
});
