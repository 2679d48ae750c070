/**
 * The tables of an export: their columns, what is in them, and how they belong together. Documented, and the same in every form.
 *
 * @module
 */
import { column, maybe, type Table } from "./column.ts";
import { runColumns } from "./run-columns.ts";

/** Changes whenever a column goes away or means something else. */
export const tablesVersion = "kprov.catalog-tables/v1";

/** Of the whole catalog all; of chosen runs those that say something of a run. */
export const tablesOf = ({ isWhole }: { isWhole: boolean }): readonly Table[] =>
  all.filter(({ name }) => isWhole || name !== "refusals");

// --- internal ---

const ofRun = column("bundle_digest", "digest", "The run: runs.bundle_digest");
const ofToolchain = column("toolchain_digest", "digest", "The toolchain: runs.toolchain_digest");

const all: readonly Table[] = [
  { name: "runs", description: "A run each, oldest first", columns: runColumns },
  {
    name: "files",
    description: "Inputs and outputs: equal digests join the runs that made a file with those that read it",
    columns: [
      ofRun,
      column("role", "text", "input or output"),
      column("path", "text", "As the run has it, or a URI"),
      maybe("size", "integer", "In bytes"),
      maybe("digest", "digest", "Of the content"),
      column("media_type", "text", "By its name"),
    ],
  },
  {
    name: "members",
    description: "Files of the bundles",
    columns: [
      ofRun,
      column("path", "text", "In the bundle"),
      column("size", "integer", "In bytes"),
      column("digest", "digest", "Of the content"),
      column("stable", "boolean", "Whether it counts for the stable digest"),
    ],
  },
  {
    name: "tools",
    description: "Programs of the toolchains, once for all runs with the same",
    columns: [
      ofToolchain,
      column("name", "text", "Of the program"),
      column("role", "text", "What it was for"),
      maybe("version", "text", "As it says itself"),
      maybe("version_key", "text", "Sorts as versions do"),
      column("digest", "digest", "Of the program's file"),
    ],
  },
  {
    name: "distributions",
    description: "Installed packages of the toolchains, once for all runs with the same",
    columns: [
      ofToolchain,
      column("interpreter", "text", "Whose it is"),
      column("name", "text", "Of the package"),
      column("version", "text", "Of the package"),
      maybe("version_key", "text", "Sorts as versions do"),
    ],
  },
  {
    name: "checks",
    description: "What statements in the bundles say of checks",
    columns: [
      ofRun,
      column("name", "text", "Of the check, or the type of the statement"),
      column("verdict", "text", "proved, violated or undecided"),
      column("trusted", "boolean", "Whether a key that is believed signed it"),
    ],
  },
  {
    name: "findings",
    description: "What went wrong, in the run or in judging it",
    columns: [
      ofRun,
      column("code", "text", "kprovengine explain CODE says what it means"),
      column("level", "text", "violation or undecided"),
      maybe("path", "text", "What it is about"),
      column("message", "text", "In words"),
    ],
  },
  {
    name: "signatures",
    description: "Signatures in the bundles",
    columns: [
      ofRun,
      column("path", "text", "Of the envelope in the bundle"),
      column("over", "text", "provenance, bundle or statement"),
      column("predicate_type", "text", "Of what is signed"),
      column("status", "text", "Whether it is believed, and why not"),
      maybe("owner", "text", "Whose key it is, by the trust file"),
      maybe("fingerprint", "text", "Of the key"),
    ],
  },
  {
    name: "reviews",
    description: "What people decided",
    columns: [
      ofRun,
      column("digest", "digest", "Of the review"),
      column("decision", "text", "approve or reject"),
      maybe("reviewer", "text", "By the trust file; empty for a stranger"),
      column("counted", "boolean", "Whether it counts"),
      maybe("decided_at", "time", "As the review says"),
      maybe("comment", "text", "Why"),
    ],
  },
  {
    name: "tags",
    description: "Tags of the runs, their own and later ones",
    columns: [ofRun, column("key", "text", "Of the tag"), column("value", "text", "Empty for a word alone")],
  },
  {
    name: "annotations",
    description: "What people noted about runs",
    columns: [
      ofRun,
      column("noted_at", "time", "When it was written"),
      maybe("author", "text", "As the note says"),
      column("text", "text", "The note"),
    ],
  },
  {
    name: "texts",
    description: "Excerpts of what the configuration marks as searchable",
    columns: [
      ofRun,
      column("path", "text", "Of the member"),
      column("text", "text", "The excerpt"),
      column("cut", "boolean", "Whether there is more"),
    ],
  },
  {
    name: "refusals",
    description: "Bundles that are not believed; not in an export of chosen runs",
    columns: [
      column("name", "text", "Of the directory"),
      column("verdict", "text", "violated or undecided"),
      maybe("bundle_digest", "digest", "Of the manifest that it has"),
      maybe("run_id", "text", "As it claims"),
      maybe("project", "text", "As it claims"),
      maybe("step", "text", "As it claims"),
      column("findings", "json", "Why: an array of findings"),
    ],
  },
];
