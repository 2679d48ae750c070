#!/usr/bin/env node
/**
 * Prove that the vendored file is what a version of this program ships.
 *
 * Reads .kprov/kprov.mjs, its pin and git's index: no network, no writes, and nothing of the repository is run.
 *
 * @module
 */
import { defineCommand } from "citty";
import { checkVendored, formatAgainst, isVendored, readOwnForm } from "../lib/adopt/index.ts";
import { commonArgs, reportResult, runScript } from "../lib/cli.ts";
import type { Result } from "../lib/command.ts";
import { KprovError } from "../lib/errors.ts";
import { gitSync } from "../lib/git.ts";
import { version } from "../lib/version.ts";

const command = defineCommand({
  meta: { name: "vendor", description: "Prove that a vendored file is what its version ships" },
  args: {
    check: {
      type: "boolean",
      description: "Compare it and its pin with this package's own file, and with git's index",
    },
    ...commonArgs,
  },
  async run({ args }): Promise<Result> {
    if (isVendored())
      throw new KprovError("E_USAGE", "A vendored file never vouches for itself", {
        hint: `run an installed package: npx kprovengine@${version} vendor --check`,
      });
    if (!args.check)
      throw new KprovError("E_USAGE", 'Cannot tell what to do: expected "--check"', {
        hint: "kprovengine init --vendor puts the file into a repository",
      });
    const report = await checkVendored(topOf(args.cwd ?? process.cwd()), readOwnForm());
    const result = reportResult(report);
    return { ...result, text: async (view) => `${await result.text(view)}\n${formatAgainst(report)}` };
  },
});

export const examples = ["kprovengine vendor --check", `npx kprovengine@${version} vendor --check`];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

/** The repository's top; outside of one, the directory itself. */
const topOf = (cwd: string): string => {
  try {
    return gitSync(["rev-parse", "--show-toplevel"], { cwd }).toString("utf8").replace(/\n$/, "");
  } catch (error) {
    if (error instanceof KprovError && error.code === "E_NO_REPOSITORY") return cwd;
    throw error;
  }
};
