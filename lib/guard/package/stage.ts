/**
 * A package as a repository: what judges what git tracks judges what is released.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KprovError, messageOf } from "../../errors.ts";
import { git } from "../../git.ts";
import type { Member } from "./member.ts";

/**
 * Give `use` a repository in the system's temporary directory whose index has `members`, and whose work tree is empty: no name
 * of theirs reaches the file system, and no attribute of theirs changes a byte. Throws `E_GIT` for a name that git refuses.
 */
export const withStage = async <T>(members: readonly Member[], use: (dir: string) => Promise<T>): Promise<T> => {
  const dir = mkdtempSync(join(tmpdir(), "kprovengine-package-"));
  try {
    await git(["-c", "init.templateDir=", "init", "--quiet"], { cwd: dir });
    await git(["fast-import", "--quiet", "--done"], { cwd: dir, input: streamOf(members) });
    await readTree(dir);
    return await use(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

// --- internal ---

const readTree = async (dir: string): Promise<void> => {
  try {
    await git(["-c", "core.protectHFS=true", "-c", "core.protectNTFS=true", "read-tree", branch], { cwd: dir });
  } catch (error) {
    const [, path] = /invalid path '(.*)'/s.exec(messageOf(error)) ?? [];
    if (path === undefined) throw error;
    throw new KprovError("E_GIT", `Cannot look through it: git keeps no file called "${path}"`);
  }
};

const branch = "refs/heads/package";

/** git-fast-import(1). Who and when is of no account: the commit is thrown away. */
const streamOf = (members: readonly Member[]): Buffer => {
  const head = `commit ${branch}\ncommitter kprovengine <kprovengine@localhost> 0 +0000\ndata 0\n`;
  const files = members.flatMap(({ path, bytes }) => [
    Buffer.from(`M 100644 inline ${quoted(path)}\ndata ${bytes.length}\n`),
    bytes,
    Buffer.from("\n"),
  ]);
  return Buffer.concat([Buffer.from(head), ...files, Buffer.from("done\n")]);
};

const quoted = (path: string): string => `"${path.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`;
