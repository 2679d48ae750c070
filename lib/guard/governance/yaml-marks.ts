/**
 * What a YAML document says beside its values: tags, and scalars that not all readers take for the same.
 *
 * @module
 */
import type { Node } from "yaml";

/** Which node of the document, its tag, and how it is written where that matters. */
export type YamlMark = [at: number, tag: string | null, source: string | null];

/**
 * In the order of the document, its aliases last; none of one that reads alike everywhere. GitLab's `!reference` is a tag, and some readers
 * follow YAML 1.1, to which a plain `no` is false, `010` is eight, and a long number has all its digits.
 */
export const yamlMarks = async (text: string): Promise<YamlMark[]> => {
  const { isAlias, isScalar, parseDocument, visit } = await import("yaml");
  const marks: YamlMark[] = [];
  const aliases: YamlMark[] = [];
  let at = 0;
  const mark = (key: unknown, node: Node): void => {
    at += 1;
    if (isAlias(node)) aliases.push([at, null, `*${node.source}`]);
    const { tag = null } = node as { tag?: string };
    // A name is its text, whatever it looks like.
    const source = key !== "key" && isScalar(node) && isDisputed(node) ? String(node.source) : null;
    if (tag !== null || source !== null) marks.push([at, tag, source]);
  };
  visit(parseDocument(text, { uniqueKeys: false, logLevel: "silent" }), { Node: mark });
  // What an alias stands for has the marks of that place: of two anchors with the same value, one may be tagged.
  return marks.length === 0 ? [] : [...marks, ...aliases];
};

// --- internal ---

const isDisputed = ({ type, value, source }: { type?: string; value: unknown; source?: string }): boolean => {
  if (type !== "PLAIN") return false;
  return typeof value === "number" ? String(value) !== source : yaml11.test(String(value));
};

/** Texts of YAML 1.2 that are something else in YAML 1.1: https://yaml.org/type/ */
const yaml11 = new RegExp(
  [
    "y|n|yes|no|on|off",
    "[-+]?(?:0b[01_]+|0x[\\da-f_]+|\\.?\\d[\\d_]*(?::\\d+)*(?:\\.[\\d_]*)?(?:e[-+]?\\d+)?)",
    "\\d{4}-\\d\\d?-\\d\\d?(?:[t\\s].*)?",
  ]
    .map((form) => `^(?:${form})$`)
    .join("|"),
  "is",
);
