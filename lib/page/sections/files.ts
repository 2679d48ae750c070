/**
 * Inputs and outputs, with their digests.
 *
 * @module
 */
import { areCollected, dependenciesOf, layout, type ResourceDescriptor, realSubjects } from "../../evidence/index.ts";
import { type Html, html, type Piece } from "../html.ts";
import { bounded, digest, fold, formatSection, long, type Place, table } from "../pieces.ts";
import type { RunDetails } from "../run-view.ts";
import { countOf, formatBytes } from "../words.ts";

export const formatInputs = ({ provenance, summary }: RunDetails, place: Place): Html => {
  const checked = dependenciesOf(provenance, "input");
  const declared = dependenciesOf(provenance, "declared");
  const body = listOf([...checked, ...declared], {
    ...{ caption: "Inputs", noun: "input", empty: "The run declared no inputs.", place },
    notesOf: (file, index) => (index < checked.length ? linkNotes(file) : ["declared, not read"]),
  });
  const aside = `${countOf(checked.length, "file")}, ${formatBytes(summary.inputs.bytes)}`;
  return formatSection({ id: "inputs", title: "Inputs", aside, body }, place);
};

export const formatOutputs = ({ provenance, summary, members }: RunDetails, place: Place): Html => {
  const isCollected = areCollected(provenance);
  const sizes = new Map(isCollected ? members.map(({ path, size }) => [path, size]) : []);
  const unchanged = new Set(summary.outputs.unchanged);
  const files = realSubjects(provenance, summary);
  const body = listOf(files, {
    ...{ caption: "Outputs", noun: "output", empty: "The run made no outputs.", place },
    notesOf: (file) => {
      const size = sizes.get(`${layout.outputs}${file.name}`);
      const isOld = unchanged.has(file.uri ?? file.name ?? "");
      return [
        ...(size === undefined ? [] : [formatBytes(size)]),
        ...(isOld ? ["not touched by the step"] : []),
        ...linkNotes(file),
      ];
    },
  });
  const where = isCollected ? "in the bundle" : "left where they were";
  const aside = `${countOf(files.length, "file")}, ${formatBytes(summary.outputs.bytes)}, ${where}`;
  return formatSection({ id: "outputs", title: "Outputs", aside, body }, place);
};

// --- internal ---

type Described = Pick<ResourceDescriptor, "name" | "uri" | "digest" | "mediaType" | "annotations">;

interface ListOptions {
  caption: string;
  noun: string;
  /** Said when there is none. */
  empty: string;
  place: Place;
  notesOf: (file: Described, index: number) => string[];
}

const linkNotes = ({ mediaType, annotations }: Described): string[] => {
  if (mediaType === "inode/symlink") return ["symbolic link, digest of its target's name"];
  const target = annotations?.["kprov_link"];
  return typeof target === "string" ? [`symbolic link to ${target}`] : [];
};

const listOf = (files: readonly Described[], { caption, noun, empty, place, notesOf }: ListOptions): Piece => {
  if (files.length === 0) return html`<p>${empty}</p>`;
  const { shown, rest } = bounded(files, place.rows, { noun, where: layout.provenance });
  const notes = shown.map((file, index) => notesOf(file, index).join(", "));
  const hasNotes = notes.some((note) => note !== "");
  const list = table({
    caption,
    columns: [
      { name: "File", kind: "mono" },
      { name: "SHA-256", kind: "mono" },
      ...(hasNotes ? [{ name: "Note" }] : []),
    ],
    rows: shown.map((file, index) => [
      long(file.uri ?? file.name ?? "unnamed"),
      digest(file.digest?.["sha256"] ?? "none"),
      ...(hasNotes ? [notes[index]] : []),
    ]),
  });
  return fold(countOf(files.length, noun), html`${list}${rest}`, { open: files.length <= 12 });
};
