/**
 * Repositories judged by check-parity.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../../../../lib/config/index.ts";
import { sha256 } from "../../../../lib/digest.ts";
import type { ParityContext } from "../../../../lib/guard/parity/context.ts";
import { type CheckParityOptions, checkParity } from "../../../../lib/guard/parity/index.ts";
import { judgeParity } from "../../../../lib/guard/parity/judge.ts";
// Loaded only where a host is asked: here before any test, as no part of one.
import "../../../../lib/guard/parity/remote.ts";
import type { Finding, Report } from "../../../../lib/report.ts";
import { type RepoFiles, repo } from "../../../support/repo.ts";

/** The version that the fixtures name. */
export const fixtureVersion = "0.0.0-test";

/** Judge what is in `dir`. */
export const parityOf = async (dir: string, options: Partial<CheckParityOptions> = {}): Promise<Report> => {
  const { config, digest, path } = await loadConfig({ cwd: dir, allowCode: true, cacheDir: null });
  return checkParity({
    ...{ cwd: dir, config, digest, path, version: fixtureVersion, checks: ["check-artifacts"] },
    ...{ isBased: false, env: {}, remote: false, ...options },
  });
};

/** Judge a repository of these files. */
export const judged = async (files: RepoFiles, options?: Partial<CheckParityOptions>): Promise<Report> => {
  using fixture = repo(files);
  return await parityOf(fixture.dir, options);
};

/** Of GitHub's. */
const repository = { owner: "acme", name: "app" };

/** Where GitHub's own runners check it out: "Default environment variables" in GitHub's documentation, GITHUB_WORKSPACE. */
export const checkout = `/home/runner/work/${repository.name}/${repository.name}`;

/** A configuration that asks for nothing. */
export const emptyConfig = "{}\n";

/** What is found in a repository that tracks `files`, which holds {@link emptyConfig} unless they say otherwise. */
export const findingsOf = async (
  files: Readonly<Record<string, string | undefined>>,
  more: Partial<ParityContext> = {},
): Promise<Finding[]> => {
  const all: Readonly<Record<string, string | undefined>> = { "kprov.config.json": emptyConfig, ...files };
  const { findings } = await judgeParity({
    beside: { paths: Object.keys(all).sort(), text: async (name) => all[name] },
    ...{
      branch: "main",
      repository: `${repository.owner}/${repository.name}`,
      parity: { ciOnly: [] },
      commands: {},
      version: fixtureVersion,
    },
    runtime: { python: null, node: null, go: null, rust: null },
    ...{ configPath: "kprov.config.json", configDigest: sha256(emptyConfig), checks: ["check-artifacts"] },
    declared: async () => [],
    ...more,
  });
  return findings;
};

/** `CODE path:line what it found`, with `?` behind the code of what could not be decided. */
export const briefly = (findings: readonly Finding[]): string[] =>
  findings.map(({ code, level, path, line, actual }) =>
    [`${code.slice(7)}${level === "violation" ? "" : "?"}`, `${path}:${line}`, actual ?? ""].join(" ").trim(),
  );

/** The gate as CI should call it. */
export const gate = `npx --yes kprovengine@${fixtureVersion} preflight`;

/** Where {@link workflow} lies. */
export const workflowPath = ".github/workflows/ci.yml";

/** A workflow whose one job runs `script` behind the steps `before`; `more` is said of the job. Line 7 is the script's first. */
export const workflow = (script: string, { more = "", before = "" } = {}): Record<string, string> => ({
  [workflowPath]: `on: [push, pull_request]
jobs:
  gate:
    runs-on: x
${more}    steps:
${before}${stepOf(script)}`,
});

/** A step that runs `script`. */
export const stepOf = (script: string): string => `      - run: |\n${script.replace(/^/gm, "          ")}\n`;

/** `CODE level path:line:column`. */
export const shortOf = ({ findings }: Report): string[] =>
  findings.map(({ code, level, path, line, column }) =>
    [code, level, path === undefined ? "" : line === undefined ? path : `${path}:${line}:${column}`].join(" ").trim(),
  );

/** Every file below `dir`, by its path from there. */
export const treeOf = (dir: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(dir.length + 1), readFileSync(path, "utf8")];
      }),
  );
