/**
 * Objects of git's history, whole, from few `git cat-file`s.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { git } from "../../git.ts";

export interface GitObject {
  name: string;
  type: string;
  bytes: Buffer;
}

/** Shows `visit` each of `names` in order; undefined for one that this clone doesn't have. Throws as `git` does. */
export const readObjects = async (
  names: readonly string[],
  cwd: string,
  visit: (name: string, object: GitObject | undefined) => void,
): Promise<void> => {
  for (let at = 0; at < names.length; at += group) {
    const some = names.slice(at, at + group);
    const output = await git(["cat-file", "--batch"], { cwd, input: `${some.join("\n")}\n` });
    parseBatch(output, some, visit);
  }
};

/** Reads `<name> <type> <size> LF <bytes> LF`, and `<name> missing LF`. Throws `E_GIT` for any other answer about `names`. */
export const parseBatch = (
  output: Buffer,
  names: readonly string[],
  visit: (name: string, object: GitObject | undefined) => void,
): void => {
  let at = 0;
  for (const name of names) {
    const end = output.indexOf(0x0a, at);
    const header = output.toString("latin1", at, end === -1 ? output.length : end);
    const match = /^([0-9a-f]+) (\w+) (\d+)$/.exec(header);
    if (end === -1 || (match === null && header !== `${name} missing`))
      throw new KprovError("E_GIT", `git cat-file answered "${header.slice(0, 200)}"`);
    at = end + 1;
    if (match === null) {
      visit(name, undefined);
      continue;
    }
    const size = Number(match[3]);
    if (match[1] !== name || at + size >= output.length)
      throw new KprovError("E_GIT", `git cat-file did not give "${name}" as a whole`);
    visit(name, { name, type: match[2] ?? "", bytes: output.subarray(at, at + size) });
    at += size + 1;
  }
};

// --- internal ---

/** Objects that are asked for at once; commits and tags are small. */
const group = 2000;
