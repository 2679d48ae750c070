/**
 * Repositories with a configuration, and the gates over them: exit code and codes, whatever way they end.
 *
 * @module
 */
import { chmodSync } from "node:fs";
import { delimiter, join } from "node:path";
import { onTestFinished, vi } from "vitest";
import type { Command } from "../../lib/command.ts";
import { exitOfError, KprovError } from "../../lib/errors.ts";
import type { PreflightReport } from "../../lib/guard/index.ts";
import type { Report } from "../../lib/report.ts";
import artifacts from "../../scripts/check-artifacts.ts";
import identity from "../../scripts/check-identity.ts";
import runtime from "../../scripts/check-runtime.ts";
import preflight from "../../scripts/preflight.ts";
import { call } from "../support/call.ts";
import { type RepoFiles, repo, type TestRepo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";

/** A repository with this configuration. Call it inside a test. */
export const project = (config: object, files: RepoFiles = {}): TestRepo => {
  const fixture = repo({ "kprov.config.json": JSON.stringify(config), ...files });
  onTestFinished(fixture.dispose);
  return fixture;
};

/** A configuration that forbids one token. */
export const forbidding = { identity: { forbidden: ["acme-corp"] } };

export const elf = Buffer.from("\x7fELF\x02\x01\x01\0", "latin1");

/** How a gate ended. */
export interface Ended {
  exit: number;
  /** Of the findings as `CODE path`, or of the error. */
  codes: string[];
}

/** Run a gate in `cwd`, with nothing remembered from earlier runs. */
export type Ask = (cwd: string, ...argv: string[]) => Promise<Ended>;

const asking =
  (command: Command): Ask =>
  async (cwd, ...argv) => {
    vi.stubEnv("KPROV_CACHE_DIR", temporary());
    try {
      const { result } = await call(command, cwd, argv);
      return { exit: result.exitCode, codes: codesOf(result.document as Report | PreflightReport) };
    } catch (error) {
      if (!(error instanceof KprovError)) throw error;
      return { exit: exitOfError(error), codes: [error.code] };
    } finally {
      vi.unstubAllEnvs();
    }
  };

export const checkArtifacts = asking(artifacts);
export const checkIdentity = asking(identity);
export const checkRuntime = asking(runtime);
export const runPreflight = asking(preflight as Command);

/** While `ask` runs, `git` is this shell script, which may call the real one as `"$GIT"`. */
export const withGit = async <T>(script: string, ask: () => Promise<T>): Promise<T> => {
  const dir = temporary({ git: `#!/bin/sh\nGIT=/usr/bin/git\n${script}\n` });
  chmodSync(join(dir, "git"), 0o755);
  const { PATH } = process.env;
  process.env["PATH"] = `${dir}${delimiter}${PATH}`;
  try {
    return await ask();
  } finally {
    process.env["PATH"] = PATH;
  }
};

// --- internal ---

const codesOf = (document: Report | PreflightReport): string[] => {
  const parts = "findings" in document ? [document] : [...document.checks, ...document.commands];
  return parts.flatMap(({ findings }) => findings.map(({ code, path }) => [code, path].filter(Boolean).join(" ")));
};
