/**
 * Which checks are asked for: by a key of the configuration, or by a record that git tracks.
 *
 * @module
 */
import { resolve } from "node:path";
import type { ResolvedConfig } from "../../config/index.ts";
import { git } from "../../git.ts";
import type { Gate } from "../gate.ts";
import { placesOf } from "../surface/places.ts";
import type { Snapshot } from "../surface/snapshot.ts";

export interface AskedOptions {
  config: ResolvedConfig;
  /** The configuration's directory. */
  root: string;
  snapshot: Snapshot;
  /** Whose record counts, too: the candidate may have taken it away together with its key. */
  base?: { commit: string };
}

/**
 * Check → the key that would turn it on, for each of `gates` that nothing asks for. Taking the key away is a change that the
 * check itself has to see, so that a tracked record goes on asking for it; and so does one that this change, or the last
 * commit, took away with the key, unless the record itself had said that the check was to go.
 */
export const notConfiguredOf = async (gates: readonly Gate[], asked: AskedOptions): Promise<Record<string, string>> => {
  const found: Record<string, string> = {};
  for (const gate of gates) {
    const key = gate.missing(asked.config);
    if (key !== null && !(await isKept(gate, asked))) found[gate.name] = key;
  }
  return found;
};

// --- internal ---

const isKept = async (
  { record, isGivenUp }: Pick<Gate, "record" | "isGivenUp">,
  { root, snapshot, base }: AskedOptions,
): Promise<boolean> => {
  if (record === undefined) return false;
  try {
    const places = placesOf(snapshot.root, resolve(root, record));
    const commits = base === undefined ? ["HEAD", "HEAD^"] : [base.commit];
    // Both at once: each costs as much as the other.
    const [{ indexOf }, before] = await Promise.all([snapshot.tracked(), recordsIn(commits, places, snapshot.cwd)]);
    if (places.some((place) => indexOf(place) !== undefined)) return true;
    const [last] = before;
    if (last === undefined) return false;
    // In a pull request whoever merges it in spite of the check takes it away.
    return base !== undefined || !(await isGivenUp?.(last));
  } catch {
    return true; // The check says what is wrong; nobody else would.
  }
};

/** What `commits` have at `places`, the newest first; a commit that is not there, as before the first one, has nothing. */
const recordsIn = async (commits: readonly string[], places: readonly string[], cwd: string): Promise<Buffer[]> => {
  const names = commits.flatMap((commit) => ["", ...places].map((place) => `${commit}:${place}`));
  const output = await git(["cat-file", "--batch", "--buffer"], { cwd, input: `${names.join("\n")}\n` });
  const found: Buffer[] = [];
  let at = 0;
  for (const name of names) {
    const end = output.indexOf(0x0a, at);
    const line = output.toString("utf8", at, end);
    at = end + 1;
    if (line === `${name} missing`) {
      if (name.endsWith(":") && !name.startsWith("HEAD")) throw new Error("the base is not in this clone");
      continue;
    }
    // Another answer, as for a path with a line break, is none.
    const [, length] = / (\d+)$/.exec(line) as RegExpExecArray;
    const size = Number(length);
    if (!name.endsWith(":")) found.push(output.subarray(at, at + size));
    at += size + 1;
  }
  return found;
};
