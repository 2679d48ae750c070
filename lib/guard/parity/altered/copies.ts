/**
 * Where programs that copy, unpack, download or remove put what they bring.
 *
 * coreutils' manual; curl(1), wget(1), tar(1), unzip(1), rsync(1); docs of the AWS, Google Cloud and GitHub CLIs.
 *
 * @module
 */
import { fills, hasOption, lastOf, nameOf, parted, slashless, to, valuesOf, within } from "./options.ts";
import type { Aim } from "./touched.ts";
import { unpackers } from "./unpacked.ts";

/** By name; `words` are those behind it. */
export const copiers: ReadonlyMap<string, (words: readonly string[]) => readonly Aim[]> = new Map([
  ...["cp", "gcp"].map((name) => [name, sourced] as const),
  ...["scp", "ditto"].map((name) => [name, copied] as const),
  ["mv", moved],
  ["install", (words) => (hasOption(parted(words, ofInstall), "d", "directory") ? [] : sourced(words))],
  ["rsync", copied],
  ["ln", linked],
  ["zip", (words) => parted(words).operands.slice(0, 1).map(to)],
  ...["rm", "unlink", "shred"].map((name) => [name, removed] as const),
  ...["tee", "truncate", "sponge"].map((name) => [name, written] as const),
  ["dd", (words) => words.flatMap((word) => (word.startsWith("of=") ? [to(word.slice(3))] : []))],
  ["curl", downloaded],
  ["wget", fetched],
  ...unpackers,
  ["aws", (words) => (words[0] === "s3" ? transferred(words.slice(1)) : [])],
  ["gcloud", (words) => (words[0] === "storage" ? transferred(words.slice(1)) : [])],
  ...["gsutil", "rclone", "mc", "kubectl", "azcopy"].map((name) => [name, transferred] as const),
  ...["gh", "glab"].map((name) => [name, ofHosts] as const),
] as const);

// --- internal ---

function written(words: readonly string[]): readonly Aim[] {
  return parted(words, ["s", "size", "r", "reference"]).operands.map(to);
}

function removed(words: readonly string[]): readonly Aim[] {
  return parted(words).operands.map((word) => ({ word, how: "removed" }));
}

const ofInstall = [
  "t",
  "target-directory",
  "m",
  "mode",
  "o",
  "owner",
  "g",
  "group",
  "S",
  "suffix",
  "e",
  "rsh",
  "P",
  "i",
];

function copied(words: readonly string[]): readonly Aim[] {
  const all = parted(words, ofInstall);
  const [into] = valuesOf(all, "t", "target-directory");
  const sources = into === undefined ? all.operands.slice(0, -1) : all.operands;
  const word = into ?? all.operands.at(-1) ?? "";
  // What ends in a slash is its files to some of them.
  return [{ word: into === undefined ? word : `${word}/`, how: "into", names: sources.map(nameOf) }];
}

/** Single files; directories only with options that are not among these. */
const ofFiles = /^(?:[finpuvmt]|force|verbose|mode|target-directory)$/;

/** What is known of each source, too: they are copied as they are. */
function sourced(words: readonly string[]): readonly Aim[] {
  const all = parted(words, ofInstall);
  const isInto = hasOption(all, "t", "target-directory");
  const sources = isInto ? all.operands : all.operands.slice(0, -1);
  const isWhole = !isInto && !all.options.every(({ name }) => ofFiles.test(name));
  return copied(words).map((aim) => ({ ...aim, sources, isWhole }));
}

function moved(words: readonly string[]): readonly Aim[] {
  const all = parted(words, ofInstall);
  const sources = hasOption(all, "t", "target-directory") ? all.operands : all.operands.slice(0, -1);
  const named = sources.map((word): Aim => ({ word, how: "removed" }));
  return [...named, ...copied(words.map(slashless))];
}

function linked(words: readonly string[]): readonly Aim[] {
  const { operands } = parted(words, ofInstall);
  if (operands.length === 1) return copied([...words, "."]);
  // A link to a directory is a directory; but none is made by a name that ends in a slash.
  return sourced(words).map((aim) => ({ ...aim, isWhole: operands[1]?.endsWith("/") !== true }));
}

function downloaded(words: readonly string[]): readonly Aim[] {
  const all = parted(words, [
    ...[
      "o",
      "output",
      "output-dir",
      "H",
      "header",
      "d",
      "data",
      "X",
      "request",
      "u",
      "user",
      "A",
      "e",
      "F",
      "form",
      "K",
    ],
    ...[
      "b",
      "c",
      "cookie-jar",
      "D",
      "dump-header",
      "T",
      "upload-file",
      "w",
      "m",
      "x",
      "retry",
      "max-time",
      "data-binary",
    ],
    ...["connect-timeout", "retry-delay", "cacert", "E", "url", "user-agent"],
  ]);
  const [directory = "."] = valuesOf(all, "output-dir");
  const named = valuesOf(all, "o", "output").map((word) => to(directory === "." ? word : `${directory}/${word}`));
  const others = valuesOf(all, "c", "cookie-jar", "D", "dump-header").map(to);
  const isByName = hasOption(all, "O", "remote-name", "remote-name-all");
  const urls = [...all.operands, ...valuesOf(all, "url")];
  return [...named, ...others, ...(isByName ? [within(directory, urls.map(lastOf))] : [])];
}

function fetched(words: readonly string[]): readonly Aim[] {
  const all = parted(words, [
    ...[
      "O",
      "output-document",
      "P",
      "directory-prefix",
      "o",
      "a",
      "output-file",
      "U",
      "t",
      "tries",
      "T",
      "timeout",
      "i",
    ],
    ...["header", "user", "password", "user-agent", "w", "e", "Q", "A", "R", "D"],
  ]);
  const logs = valuesOf(all, "o", "a", "output-file");
  const documents = valuesOf(all, "O", "output-document");
  const [directory = "."] = valuesOf(all, "P", "directory-prefix");
  const named = documents.length > 0 ? documents.map(to) : [within(directory, all.operands.map(lastOf))];
  return [...logs.map(to), ...named];
}

/** `cp FROM TO`, and `sync`, `rsync`, which bring all that is in a directory. */
const bringing: ReadonlySet<string> = new Set([
  ...["cp", "mv", "copy", "copyto", "copyurl", "move", "moveto", "sync", "bisync", "rsync", "mirror"],
]);

function transferred(words: readonly string[]): readonly Aim[] {
  // Options of the program itself: gsutil -m.
  const [command = "", ...rest] = words.slice(
    Math.max(
      words.findIndex((word) => !word.startsWith("-")),
      0,
    ),
  );
  if (!bringing.has(command)) return [];
  const { operands } = parted(rest, ["exclude", "include", "profile", "region", "n", "namespace", "c", "container"]);
  if (command === "bisync") return operands.map(fills);
  const isWhole = /sync|mirror|copy$|move$/.test(command) || /(?:^| )(?:--recursive|-[rR])(?= |$)/.test(rest.join(" "));
  const [word, ...sources] = [...operands].reverse();
  if (word === undefined) return [];
  return [isWhole ? fills(word) : { word, how: "into", names: sources.map(nameOf) }];
}

const checkingOut: ReadonlySet<string> = new Set(["pr checkout", "pr co", "mr checkout", "repo sync"]);

function ofHosts(words: readonly string[]): readonly Aim[] {
  const [group = "", command = ""] = words;
  if (checkingOut.has(`${group} ${command}`)) return [fills(".")];
  if (command !== "download" || !["run", "release"].includes(group)) return [];
  const all = parted(words, ["D", "dir", "O", "output", "p", "pattern", "n", "name", "R", "repo", "A", "archive"]);
  const outputs = valuesOf(all, "O", "output");
  return outputs.length > 0 ? outputs.map(to) : [fills(valuesOf(all, "D", "dir").at(-1) ?? ".")];
}
