/**
 * Which commits, branches, tags and notes a range has.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { errnoOf } from "../../errors.ts";
import { git } from "../../git.ts";
import { assertUnambiguous } from "./endpoints.ts";
import { readObjects } from "./objects.ts";
import { targetOf } from "./parts.ts";
import { toldReferences } from "./told.ts";

export interface Reference {
  /** Such as `refs/heads/main`. */
  name: string;
  kind: "branch" | "tag";
  /** The object that it names. */
  object: string;
  /** Of a remote-tracking branch: the remote. */
  remote?: string;
}

export interface Range {
  /** Names of commits, newest first. */
  commits: readonly string[];
  /** Branches, those of remotes too, and tags that lead to one of them, and what is checked out. */
  references: readonly Reference[];
  /** Tags with a message that lead to one of them, by the names of their objects. */
  tags: readonly string[];
  notes: readonly Note[];
  /** Why the commits are not all that the range means. */
  doubts: readonly string[];
}

export interface Note {
  /** Such as `refs/notes/commits`. */
  reference: string;
  commit: string;
  blob: string;
}

/** Its name as people write it: `main`. */
export const shortOf = ({ name, kind, remote }: Pick<Reference, "name" | "kind" | "remote">): string => {
  if (remote !== undefined) return name.slice(`refs/remotes/${remote}/`.length);
  return name.slice((kind === "branch" ? "refs/heads/" : "refs/tags/").length);
};

/** Everything that every branch and tag of this clone leads to, and every branch of a remote that it knows. */
export const everything = "all";

/**
 * Ask git for a range such as `origin/main..HEAD`. Throws as `git` does, `E_GIT` for a range that it doesn't know, or could
 * take for another.
 */
export const openRange = async (
  range: string,
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Range> => {
  // Behind --end-of-options nothing is taken for an option, whatever it begins with.
  const asked = range === everything ? ["HEAD", "--branches", "--tags", "--remotes"] : ["--end-of-options", range];
  if (range !== everything) await assertUnambiguous(range, cwd);
  const commits = lines(await git(["rev-list", ...asked, "--"], { cwd }));
  const known = new Set(commits);
  const [all, cut] = await Promise.all([listReferences(cwd), shallowCommits(cwd)]);
  const peeled = await peel(all, cwd);
  const leading = all.filter(
    (reference) => range === everything || known.has(peeled.get(reference.object)?.commit ?? ""),
  );
  const current = await currentReferences(cwd, env);
  const tags = new Set(leading.flatMap(({ object }) => peeled.get(object)?.tags ?? []));
  return {
    commits,
    references: eachOnce([...leading, ...current]),
    tags: [...tags],
    notes: (await listNotes(cwd)).filter(({ commit }) => known.has(commit)),
    doubts: commits.some((commit) => cut.has(commit))
      ? ["this clone is shallow, and the range goes on where it was cut"]
      : [],
  };
};

// --- internal ---

/** By their names: the branch of a remote is often one of this clone, too. */
const eachOnce = (references: readonly Reference[]): Reference[] => {
  const local = references.filter(({ remote }) => remote === undefined);
  const all = [...local, ...references].reverse();
  return [...new Map(all.map((one) => [`${one.kind} ${shortOf(one)}`, one])).values()];
};

const lines = (output: Buffer): string[] => output.toString("utf8").split("\n").filter(Boolean);

const listReferences = async (cwd: string): Promise<Reference[]> => {
  const format = "--format=%(objectname) %(refname) %(symref)";
  const remotes = lines(await git(["remote"], { cwd })).sort((a, b) => b.length - a.length);
  return lines(await git(["for-each-ref", format, "refs/heads/", "refs/remotes/", "refs/tags/"], { cwd })).flatMap(
    (line): Reference[] => {
      const [object = "", name = "", target] = line.split(" ");
      const kind = kindOf(name);
      if (kind !== undefined) return [{ name, kind, object }];
      // `origin/HEAD` only says which of the others is meant.
      return target === "" ? [{ name, kind: "branch", object, remote: remoteOf(name, remotes) }] : [];
    },
  );
};

/** The name that this clone has for the other one, which no push publishes; it may have slashes in it. */
const remoteOf = (name: string, remotes: readonly string[]): string => {
  const path = name.slice("refs/remotes/".length);
  return remotes.find((remote) => path.startsWith(`${remote}/`)) ?? path.slice(0, Math.max(0, path.indexOf("/")));
};

/** What each object leads to: tags may lie on tags. */
const peel = async (references: readonly Reference[], cwd: string) => {
  const found = new Map<string, { commit: string; tags: string[] }>();
  let open = new Map([...new Set(references.map(({ object }) => object))].map((object) => [object, [object]]));
  // A tag names its object by a digest: there is no way round in a circle.
  while (open.size > 0) {
    const next = new Map<string, string[]>();
    await readObjects([...open.keys()], cwd, (name, object) => {
      const starts = open.get(name) ?? [];
      const target = object?.type === "tag" ? targetOf(object) : undefined;
      for (const start of starts) {
        const before = found.get(start) ?? { commit: "", tags: [] };
        if (target === undefined) before.commit = name;
        else before.tags.push(name);
        found.set(start, before);
      }
      if (target !== undefined) next.set(target, [...(next.get(target) ?? []), ...starts]);
    });
    open = next;
  }
  return found;
};

/** In CI the checkout often has no branch: its name is in the environment. */
const currentReferences = async (cwd: string, env: NodeJS.ProcessEnv): Promise<Reference[]> => {
  const head = await git(["symbolic-ref", "--quiet", "HEAD"], { cwd, accept: [0, 1] });
  return [...lines(head), ...toldReferences(env)].flatMap((name) => {
    const kind = kindOf(name);
    return kind === undefined ? [] : [{ name, kind, object: "" }];
  });
};

const kindOf = (name: string): Reference["kind"] | undefined => {
  if (name.startsWith("refs/tags/")) return "tag";
  return name.startsWith("refs/heads/") ? "branch" : undefined;
};

const listNotes = async (cwd: string): Promise<Note[]> => {
  const references = lines(await git(["for-each-ref", "--format=%(refname)", "refs/notes/"], { cwd }));
  const notes: Note[] = [];
  for (const reference of references) {
    for (const line of lines(await git(["notes", `--ref=${reference}`, "list"], { cwd }))) {
      const [blob = "", commit = ""] = line.split(" ");
      notes.push({ reference, commit, blob });
    }
  }
  return notes;
};

/** Commits whose parents were left out: gitrepository-layout(5), shallow. */
const shallowCommits = async (cwd: string): Promise<ReadonlySet<string>> => {
  const [path = ""] = lines(await git(["rev-parse", "--git-path", "shallow"], { cwd }));
  try {
    return new Set(readFileSync(resolve(cwd, path), "latin1").split("\n"));
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return new Set();
    throw error;
  }
};
