/**
 * The tools of the table, each set up as its documentation says for "this word must appear nowhere".
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { git, token } from "./plant.ts";

export interface Tool {
  name: string;
  /** The command lines; all outputs count together. */
  commands: readonly (readonly string[])[];
  /** Settings to write beforehand, outside of git's sight. */
  files?: Readonly<Record<string, string>>;
  /** The part of one command's output that is about findings; default all of it. */
  findings?: (stdout: string) => string;
}

/** What one tool printed, and its exit statuses; null when it is not installed. */
export interface Said {
  output: string;
  statuses: number[];
}

/** `ours` is the program's command line; `salt` opens the private list. */
export const toolsOf = (ours: readonly string[], salt: string): readonly Tool[] => [
  {
    name: "kprovengine",
    commands: [
      [...ours, "check-identity", "--json", "--salt-file", salt, "--history", "all"],
      [...ours, "check-identity", "--json", "--salt-file", salt, "--package", "dist/*.whl"],
    ],
  },
  {
    name: "repolinter",
    files: { "repolinter.json": JSON.stringify(repolinter) },
    commands: [["repolinter", "lint", ".", "-r", "repolinter.json", "-f", "json"]],
    findings: (stdout) => JSON.stringify(failedTargets(JSON.parse(stdout))),
  },
  {
    name: "pre-commit",
    files: { ".pre-commit-config.yaml": preCommit },
    commands: [["pre-commit", "run", "--all-files", "--verbose"]],
  },
  { name: "ripgrep `-uuu -a -F`", commands: [["rg", "-uuu", "-a", "-F", "--glob=!.git", token, "."]] },
  {
    name: "git grep `-a -F`",
    commands: [[], ["--cached"]].map((more) => ["git", "grep", ...more, "-a", "-F", token]),
  },
  {
    name: "gitleaks",
    files: { "gitleaks.toml": gitleaks },
    commands: ["git", "dir"].map((mode) =>
      `gitleaks ${mode} . --config gitleaks.toml --max-archive-depth 3 --verbose --no-banner --no-color`.split(" "),
    ),
  },
];

/** Run all commands of `tool` in `dir`. */
export const ask = (tool: Tool, dir: string): Said | null => {
  for (const [name, content] of Object.entries(tool.files ?? {})) {
    writeFileSync(join(dir, name), content);
    // pre-commit wants its settings in git; the others find theirs there without the word standing in the table.
    if (name.startsWith(".pre-commit")) git(dir, "add", "-f", name);
  }
  const said: Said = { output: "", statuses: [] };
  for (const [program = "", ...args] of tool.commands) {
    const { stdout, stderr, status, error } = spawnSync(program, args, { cwd: dir, encoding: "utf8", timeout: 60_000 });
    if (error !== undefined) return null;
    said.output += tool.findings === undefined ? stdout + stderr : tool.findings(stdout);
    said.statuses.push(status ?? -1);
  }
  return said;
};

// --- internal ---

interface RepolinterResult {
  results: { lintResult?: { targets: { passed: boolean }[] } }[];
}

/** repolinter names what has passed as well. */
const failedTargets = ({ results }: RepolinterResult): unknown[] =>
  results.flatMap(({ lintResult }) => (lintResult?.targets ?? []).filter(({ passed }) => !passed));

const repolinter = {
  version: 2,
  axioms: {},
  rules: {
    contents: {
      level: "error",
      rule: { type: "file-not-contents", options: { globsAll: ["**/*", "**/.*"], content: token, nocase: true } },
    },
    names: {
      level: "error",
      rule: { type: "file-not-exists", options: { globsAll: [`**/*${token}*`, `**/*${token}*/**`] } },
    },
    commits: { level: "error", rule: { type: "git-grep-log", options: { denylist: [token], ignoreCase: true } } },
  },
};

const preCommit = `repos:
  - repo: local
    hooks:
      - {id: contents, name: contents, language: pygrep, entry: "${token}", args: [-i], types: [file]}
      - {id: names, name: names, language: fail, entry: "the word is in the path", files: "${token}"}
`;

const gitleaks = `title = "word"
[[rules]]
id = "word"
description = "the word"
regex = '''(?i)${token}'''
[[rules]]
id = "word-in-path"
description = "the word in the path"
path = '''${token}'''
`;
