/**
 * Commands about what is staged, run as preflight runs them.
 *
 * @module
 */
import { onTestFinished } from "vitest";
import { resolveConfig } from "../../../../lib/config/index.ts";
import { runStagedCommands } from "../../../../lib/guard/staged/commands.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { type RepoFiles, repo, type TestRepo } from "../../../support/repo.ts";

export const made = (files: RepoFiles = {}): TestRepo => {
  const fixture = repo({ ".gitignore": "node_modules/\n*.tmp\n", "src/a.txt": "good\n", ...files });
  onTestFinished(fixture.dispose);
  return fixture;
};

export interface Ask {
  /** The configuration's directory. */
  root?: string;
  links?: string[];
  out?: string;
  env?: NodeJS.ProcessEnv;
}

/** How these commands, or scripts of the shell, end, what they printed, and what was said. */
export const run = async (
  { dir }: TestRepo,
  scripts: Record<string, string | string[]>,
  { root = dir, links = [], out = "runs", env = {} }: Ask = {},
) => {
  const [said, printed]: [string[], Buffer[]] = [[], []];
  const quiet = () => undefined;
  const talk = { note: (text: string) => void said.push(text), warn: quiet, debug: quiet, progress: quiet };
  const commands = Object.entries(scripts).map(([name, script]): [string, string[]] => [
    name,
    typeof script === "string" ? ["sh", "-c", script] : script,
  ]);
  const ends = await runStagedCommands(
    commands,
    {
      ...{ cwd: dir, root, path: null, digest: null, version: "1", cacheDir: null, only: [], skip: [], talk },
      config: resolveConfig({ preflight: { stagedLinks: links }, run: { out } }),
      env: { ...process.env, ...env },
      onOutput: (chunk) => void printed.push(chunk),
    },
    takeSnapshot(dir, { staged: true, env: {} }),
  );
  const codes = ends.map(({ findings }) => findings.map(({ code }) => code).join());
  return { ends, codes, said, printed: Buffer.concat(printed).toString("utf8") };
};
