/**
 * `VERIFY.txt` as a person follows it: every command, in its order.
 *
 * @module
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The commands in a text: its indented lines. */
export const commandsIn = (text: string): string =>
  text
    .split("\n")
    .filter((line) => line.startsWith("    "))
    .map((line) => line.slice(4))
    .join("\n");

export interface Followed {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Unpack `tar` with GNU tar, into a new directory below `parent`. */
export const unpackTar = (tar: string, parent: string = tmpdir()): string => {
  const dir = mkdtempSync(join(parent, "kprov-unpacked-"));
  execFileSync("tar", ["-xf", tar], { cwd: dir, stdio: ["ignore", "ignore", "inherit"] });
  return dir;
};

/** Do what the text in `dir` says with `shell`, with these public keys at hand: file name → content. Stops at the first failure. */
export const followRecipe = (dir: string, keys: Readonly<Record<string, string>>, shell = "sh"): Followed => {
  for (const [name, content] of Object.entries(keys)) writeFileSync(join(dir, name), content);
  const commands = commandsIn(readFileSync(join(dir, "VERIFY.txt"), "utf8"));
  const { status, stdout, stderr } = spawnSync(shell, ["-e"], { cwd: dir, input: commands, encoding: "utf8" });
  return { status, stdout, stderr };
};
