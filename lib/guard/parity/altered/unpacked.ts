/**
 * Where programs that unpack archives and apply patches put what they bring.
 *
 * GNU tar's manual; unzip(1), 7z(1), cpio(1), patch(1).
 *
 * @module
 */
import { fills, hasOption, nameOf, parted, to, valuesOf, within } from "./options.ts";
import type { Aim } from "./touched.ts";

/** By name; `words` are those behind it. */
export const unpackers: readonly (readonly [string, (words: readonly string[]) => readonly Aim[]])[] = [
  ...["tar", "bsdtar", "gtar"].map((name) => [name, unpacked] as const),
  ["unzip", unzipped],
  ...["7z", "7za", "7zz"].map((name) => [name, unzipped7] as const),
  ["cpio", (words) => (hasOption(parted(words), "i", "p", "extract") ? [fills(".")] : [])],
  ["patch", patched],
];

// --- internal ---

function unpacked(words: readonly string[]): readonly Aim[] {
  const [first = ""] = words;
  // The old style has no dash.
  const all = parted(/^[a-zA-Z]+$/.test(first) ? [`-${first}`, ...words.slice(1)] : words, [
    ...[
      "f",
      "file",
      "C",
      "directory",
      "X",
      "exclude-from",
      "T",
      "files-from",
      "b",
      "I",
      "use-compress-program",
      "K",
      "N",
    ],
    ...["exclude", "strip-components", "transform", "xform", "owner", "group", "mode", "g", "s"],
  ]);
  const archives = valuesOf(all, "f", "file");
  if (hasOption(all, "c", "r", "u", "A", "create", "append", "update")) return archives.map(to);
  const isShown = hasOption(all, "O", "to-stdout");
  if (isShown || !hasOption(all, "x", "extract", "get")) return [];
  const directory = valuesOf(all, "C", "directory").at(-1) ?? ".";
  const [own] = valuesOf(all, "one-top-level");
  if (own !== undefined) return [fills(`${directory}/${own}`)];
  const members = all.operands.filter((word) => !archives.includes(word));
  const isFlat = hasOption(all, "strip-components", "transform", "xform", "s");
  if (members.length === 0 || (isFlat && hasOption(all, "transform", "xform", "s"))) return [fills(directory)];
  return members.map((member) => (isFlat ? within(directory, [nameOf(member)]) : to(`${directory}/${member}`)));
}

function unzipped(words: readonly string[]): readonly Aim[] {
  const all = parted(words, ["d", "x", "P"]);
  if (hasOption(all, "l", "p", "t", "v", "Z", "z")) return [];
  const [directory = "."] = valuesOf(all, "d");
  const [, ...members] = all.operands;
  if (members.length === 0) return [fills(directory)];
  return members.map((member) =>
    hasOption(all, "j") ? within(directory, [nameOf(member)]) : to(`${directory}/${member}`),
  );
}

function unzipped7(words: readonly string[]): readonly Aim[] {
  if (words[0] !== "x" && words[0] !== "e") return words[0] === "a" ? words.slice(1, 2).map(to) : [];
  return [fills(words.find((word) => /^-o./.test(word))?.slice(2) ?? ".")];
}

function patched(words: readonly string[]): readonly Aim[] {
  const all = parted(words, ["d", "directory", "i", "input", "o", "output", "p", "strip", "r", "F", "B", "D"]);
  if (hasOption(all, "dry-run", "C", "check")) return [];
  const outputs = valuesOf(all, "o", "output");
  if (outputs.length > 0) return outputs.map(to);
  const [directory = "."] = valuesOf(all, "d", "directory");
  const [file] = all.operands;
  return [file === undefined ? fills(directory) : to(`${directory}/${file}`)];
}

/** `cp FROM TO`, and `sync`, `rsync`, which bring all that is in a directory. */
