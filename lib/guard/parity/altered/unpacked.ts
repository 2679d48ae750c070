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

/** Options whose value is the next word. */
const ofTar = [
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
];

/** The old style has no dash, and the values of all its letters behind them: `xfz x.tgz`. */
const dashed = ([letters = "", ...values]: readonly string[]): string[] => {
  let at = 0;
  const options = [...letters].flatMap((letter) => {
    if (!ofTar.includes(letter)) return [`-${letter}`];
    at += 1;
    return [`-${letter}`, values[at - 1] ?? ""];
  });
  return [...options, ...values.slice(at)];
};

function unpacked(words: readonly string[]): readonly Aim[] {
  const all = parted(/^[a-zA-Z]+$/.test(words[0] ?? "") ? dashed(words) : words, ofTar);
  const archives = valuesOf(all, "f", "file");
  if (hasOption(all, "c", "r", "u", "A", "create", "append", "update")) return archives.map(to);
  const isShown = hasOption(all, "O", "to-stdout");
  if (isShown || !hasOption(all, "x", "extract", "get")) return [];
  const directory = valuesOf(all, "C", "directory").at(-1) ?? ".";
  const [own] = valuesOf(all, "one-top-level");
  if (own !== undefined) return [fills(`${directory}/${own}`)];
  if (all.operands.length === 0 || hasOption(all, "transform", "xform", "s")) return [fills(directory)];
  const isFlat = hasOption(all, "strip-components");
  return all.operands.map((member) => (isFlat ? within(directory, [nameOf(member)]) : to(`${directory}/${member}`)));
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
