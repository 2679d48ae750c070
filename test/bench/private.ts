/**
 * The same tokens as keyed digests and as they are, over the same tree.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tokens } from "./data.ts";
import type { Bench, Pair } from "./rows.ts";

/** `plain`: the pair that searches for the tokens as they are, which stand in `listed`; the peer is its own command. */
export const privateList = ({ installed }: Bench, { plain, listed }: { plain: Pair; listed: string }): Pair => {
  const { cwd, env = process.env } = plain.ours;
  const salted = { ...env, KPROV_DENY_SALT: "5ad0f3c19b7e4826a1d4c7e0f9b3528d" };
  const [config, list] = [join(cwd, "private.kprov.config.json"), "private-list.json"];
  writeFileSync(config, JSON.stringify({ identity: { name: "claims-etl", forbidden: { private: list } } }));
  const ours = [process.execPath, installed.file] as const;
  if (!existsSync(join(cwd, list))) {
    const input = tokens.join("\n");
    // The plain list must not be found itself; one that is ignored is read without being tracked.
    appendFileSync(join(cwd, ".git/info/exclude"), `${listed}\n`);
    execFileSync("git", ["rm", "--cached", "--quiet", "--ignore-unmatch", listed], { cwd, stdio: "pipe" });
    execFileSync(ours[0], [ours[1], "deny", "add", "--list", list], { cwd, env: salted, input, stdio: "pipe" });
    // One that git does not track is a violation.
    execFileSync("git", ["add", list], { cwd, stdio: "pipe" });
  }
  const reset = plain.reset && { reset: plain.reset };
  return {
    ours: { argv: [...ours, "check-identity", "--config", config], cwd, env: salted },
    peer: plain.ours,
    ...reset,
  };
};
