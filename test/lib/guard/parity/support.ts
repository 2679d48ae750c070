/**
 * Repositories judged by check-parity.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../../../../lib/config/index.ts";
import { type CheckParityOptions, checkParity } from "../../../../lib/guard/parity/index.ts";
import type { Report } from "../../../../lib/report.ts";
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
