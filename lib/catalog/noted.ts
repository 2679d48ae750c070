/**
 * From what a person names, a bundle or a run, to the bundles that notes are written beside.
 *
 * @module
 */
import { userInfo } from "node:os";
import { relative } from "node:path";
import type { Result, Surroundings } from "../command.ts";
import { exits, KprovError } from "../errors.ts";
import type { FlagDefs } from "../flags.ts";
import type { Added, NoteSubject } from "../note/index.ts";
import { shellQuote, visible } from "../text.ts";
import { countOf } from "../words.ts";
import { askCatalog } from "./ask.ts";
import type { CatalogFlags } from "./place.ts";
import { copiesOf } from "./registry.ts";

/** Flags of the commands that write notes. */
export const noteArgs = {
  author: { type: "string", valueHint: "NAME", description: "Who says so; default: your user name. Nobody signs it" },
} as const satisfies FlagDefs;

/**
 * The copies of the bundle that `run` means: a path, else an id or a digest, or the beginning of one, in the catalog. All copies
 * that still lie where they were indexed, so that each of them has the same notes.
 *
 * Throws `E_USAGE`, `E_NOTHING`, `E_NOTE`, `E_CATALOG_*`, `E_NO_SUCH_RUN`, `E_AMBIGUOUS_RUN`.
 */
export const subjectsOf = async (
  run: string,
  args: CatalogFlags,
  around: Pick<Surroundings, "talk">,
): Promise<[NoteSubject, ...NoteSubject[]]> => {
  const { cwd = process.cwd() } = args;
  if (run === "") throw new KprovError("E_USAGE", "The run is empty: a variable that is not set?");
  // Loaded here: every question to the catalog comes through the same door, and most are not about notes.
  const { identifyBundle, isBundlePath } = await import("../note/index.ts");
  if (/[\\/]/.test(run) || run === "." || isBundlePath(run, cwd)) return [identifyBundle(run, cwd)];
  const { bundleDigest, paths } = await askCatalog(args, around, (reader) => copiesOf(reader, run));
  const [first, ...others] = paths.flatMap((path) => subjectAt(() => identifyBundle(path, "/"), bundleDigest));
  if (first !== undefined) return [first, ...others];
  throw new KprovError("E_NOTHING", `The bundle of "${run}" is no longer where it was indexed`, {
    hint: `it lay at ${paths.join(", ")}; name its path instead`,
  });
};

/** Whoever calls the program; null where the system does not know. */
export const authorOf = (given: string | undefined): string | null => {
  if (given !== undefined) return given;
  try {
    return userInfo().username || null;
  } catch {
    return null; // A container may run as a number without a name.
  }
};

/** Where notes were written, and from where it is seen. */
export interface NotedAbout {
  subjects: readonly NoteSubject[];
  cwd: string;
}

/** The result of writing notes: `kprov.<command>/v1`. */
export const notedResult = (command: "tag" | "annotate", added: Added, about: NotedAbout): Result => ({
  exitCode: exits.proved,
  document: { schema: `kprov.${command}/v1`, ...added },
  text: () => formatNoted(added, about),
});

// --- internal ---

/** Nothing where another bundle has taken the place. */
const subjectAt = (identify: () => NoteSubject, bundleDigest: string): NoteSubject[] => {
  try {
    const subject = identify();
    return subject.bundleDigest === bundleDigest ? [subject] : [];
  } catch (error) {
    if (error instanceof KprovError) return [];
    throw error;
  }
};

const formatNoted = (
  { runId, written, faults, now: { tags, annotations } }: Added,
  { subjects, cwd }: NotedAbout,
): string => {
  const shown = tags.map(({ key, value }) => (value === "" ? key : `${key}=${value}`)).join("  ");
  const directories = [...new Set(subjects.map(({ directory }) => directory))].map((path) =>
    shellQuote(nameFrom(cwd, path)),
  );
  return [
    `${visible(runId)}: ${written.length === 0 ? "nothing to write, it is so already" : `${countOf(written.length, "note")} written`}`,
    `  tags: ${tags.length === 0 ? "none" : visible(shown)}`,
    ...(annotations.length === 0 ? [] : [`  annotations: ${annotations.length}`]),
    ...faults.map(({ path, message }) => `  not counted: ${visible(path)}: ${visible(message)}`),
    ...(written.length === 0
      ? []
      : [`  kprovengine index ${visible(directories.join(" "))} brings it into the catalog`]),
  ].join("\n");
};

/** Relative where it is below, as people name it. */
const nameFrom = (cwd: string, path: string): string => {
  const name = relative(cwd, path);
  return name === "" ? "." : name.startsWith("..") ? path : `${name}/`;
};
