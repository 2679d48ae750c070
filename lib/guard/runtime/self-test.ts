/**
 * Proof that check-runtime can fail: every planted violation, in a real repository.
 *
 * @module
 */
import { delimiter, dirname } from "node:path";
import type { ResolvedConfig } from "../../config/index.ts";
import type { Finding, Report } from "../../report.ts";
import { runTrials, type SelfTest } from "../trials.ts";
import { checkRuntime } from "./check-runtime.ts";
import type { RuntimeRule } from "./rule.ts";

export interface RuntimeSelfTestOptions {
  version: string;
  env: NodeJS.ProcessEnv;
  rules?: readonly RuntimeRule[];
}

/** Plant each rule's violation; the clean repository's interpreter is the Node that runs this. */
export const selfTestRuntime = (options: RuntimeSelfTestOptions): Promise<SelfTest> =>
  runTrials({
    ...{ check: "check-runtime", version: options.version },
    attempts: plants.map((plant) => ({
      ...plant,
      path: Object.keys(plant.files).join(", "),
      isCaught: ({ code, level }: Finding) => code === plant.code && level === plant.level,
    })),
    clean: { ".nvmrc": `${process.versions.node}\n`, "package.json": '{ "engines": { "node": ">=18" } }\n' },
    judge: (cwd, plant) => {
      const { runtime = {}, isBare = false }: Partial<Plant> = plant ?? {};
      return check(cwd, { ...options, runtime, isBare });
    },
  });

// --- internal ---

interface Plant extends Pick<Finding, "code" | "level"> {
  files: Readonly<Record<string, string>>;
  runtime?: Partial<ResolvedConfig["runtime"]>;
  /** No program is to be found. */
  isBare?: boolean;
}

const engines = (node: string): string => `${JSON.stringify({ engines: { node } })}\n`;
const workflow = `jobs:
  test:
    steps:
      - uses: actions/setup-node@v4
        with: { node-version: 22 }
`;
const gone = "jobs: { test: { steps: [{ uses: ./.github/actions/planted }] } }\n";
const computed = "from setuptools import setup\nsetup(python_requires=planted())\n";

const plants: readonly Plant[] = [
  {
    code: "RUNTIME_MISMATCH",
    level: "violation",
    files: { "package.json": engines(">=20"), Dockerfile: "FROM node:18-slim\n" },
  },
  {
    code: "RUNTIME_MISMATCH",
    level: "violation",
    files: { "package.json": engines(">=18") },
    runtime: { node: ">=20" },
  },
  {
    code: "RUNTIME_UNTESTED",
    level: "violation",
    files: { "package.json": engines(">=18"), ".github/workflows/ci.yml": workflow },
  },
  { code: "RUNTIME_UNDECLARED", level: "violation", files: { "README.md": "# A\n" }, runtime: { node: ">=18" } },
  { code: "RUNTIME_UNREADABLE", level: "undecided", files: { Dockerfile: "FROM python\n" } },
  { code: "RUNTIME_UNREADABLE", level: "undecided", files: { "setup.py": computed } },
  { code: "RUNTIME_CI_UNSEEN", level: "undecided", files: { ".github/workflows/ci.yml": gone } },
  { code: "RUNTIME_WRONG_VERSION", level: "violation", files: { ".nvmrc": "0.10.0\n" } },
  {
    code: "RUNTIME_MISSING",
    level: "undecided",
    files: { "go.mod": "module a\n\ngo 1.22\n" },
    runtime: { go: ">=1.22" },
    isBare: true,
  },
  { code: "SOURCE_MALFORMED", level: "undecided", files: { "package.json": "{" } },
];

interface CheckHere extends RuntimeSelfTestOptions {
  runtime: Partial<ResolvedConfig["runtime"]>;
  isBare: boolean;
}

const check = (cwd: string, { runtime, isBare, env, version, rules }: CheckHere): Promise<Report> =>
  checkRuntime({
    cwd,
    runtime: { python: null, node: null, go: null, rust: null, ...runtime },
    config: null,
    version,
    // The Node that runs this is the one that is asked, wherever it lies.
    env: { ...env, PATH: isBare ? cwd : [dirname(process.execPath), env["PATH"]].join(delimiter) },
    ...(rules && { rules }),
  });
