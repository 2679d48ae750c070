/**
 * Proof that check-runtime can fail: every planted violation, in a real repository.
 *
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { ResolvedConfig } from "../../config/index.ts";
import type { FindingCode } from "../../errors.ts";
import { git } from "../../git.ts";
import type { Report } from "../../report.ts";
import { checkRuntime } from "./check-runtime.ts";
import type { RuntimeRule } from "./rule.ts";

export interface RuntimeTrial {
  code: FindingCode;
  /** The planted files. */
  paths: string[];
  caught: boolean;
}

/** The document of `--self-test`, `kprov.self-test/v1`. */
export interface RuntimeSelfTest {
  schema: "kprov.self-test/v1";
  check: "check-runtime";
  /** Every trial was caught, and a repository without violations is proved. */
  passed: boolean;
  trials: RuntimeTrial[];
  /** The verdict over a repository without violations. */
  clean: Report["verdict"];
  tool: Report["tool"];
}

export interface RuntimeSelfTestOptions {
  version: string;
  env: NodeJS.ProcessEnv;
  rules?: readonly RuntimeRule[];
}

/**
 * Plant each rule's violation in a git repository of its own in the system's temporary directory and run the real
 * check over it; and once more over a clean one, whose interpreter is the Node that runs this. Touches nothing else.
 */
export const selfTestRuntime = async (options: RuntimeSelfTestOptions): Promise<RuntimeSelfTest> => {
  const { version } = options;
  const trials: RuntimeTrial[] = [];
  for (const { code, level, files, runtime = {}, isBare = false } of plants) {
    const { findings } = await inRepository(files, (cwd) => check(cwd, { ...options, runtime, isBare }));
    const caught = findings.some((finding) => finding.code === code && finding.level === level);
    trials.push({ code, paths: Object.keys(files), caught });
  }
  const clean = { ".nvmrc": `${process.versions.node}\n`, "package.json": '{ "engines": { "node": ">=18" } }\n' };
  const { verdict } = await inRepository(clean, (cwd) => check(cwd, { ...options, runtime: {}, isBare: false }));
  return {
    schema: "kprov.self-test/v1",
    check: "check-runtime",
    passed: verdict === "proved" && trials.every(({ caught }) => caught),
    trials,
    clean: verdict,
    tool: { name: "kprovengine", version },
  };
};

/** What a person sees of a self-test; `passed` decides the exit code. */
export const formatRuntimeSelfTest = ({ trials, clean, passed }: RuntimeSelfTest): string => {
  const missed = trials.filter(({ caught }) => !caught);
  return [
    ...missed.map(({ code, paths }) => `missed ${code}: ${paths.join(", ")}`),
    ...(clean === "proved" ? [] : [`a clean repository is ${clean}, expected proved`]),
    `check-runtime --self-test: ${passed ? "passed" : "failed"} (${trials.length - missed.length} of ${trials.length} planted violations caught)`,
  ].join("\n");
};

// --- internal ---

interface Plant {
  code: FindingCode;
  level: "violation" | "undecided";
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
    env: { ...env, PATH: isBare ? cwd : [dirname(process.execPath), env["PATH"] ?? ""].join(delimiter) },
    ...(rules && { rules }),
  });

const inRepository = async <T>(
  files: Readonly<Record<string, string>>,
  use: (dir: string) => Promise<T>,
): Promise<T> => {
  const dir = mkdtempSync(join(tmpdir(), "kprovengine-runtime-self-test-"));
  try {
    await git(["-c", "init.templateDir=", "init", "--quiet"], { cwd: dir });
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), content);
    }
    // Nothing is committed: the index is what git would publish, and no identity is needed.
    await git(["-c", "core.autocrlf=false", "add", "--force", "--all"], { cwd: dir });
    return await use(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};
