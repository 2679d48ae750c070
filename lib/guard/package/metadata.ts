/**
 * What METADATA and PKG-INFO say about the project.
 *
 * Source: https://packaging.python.org/en/latest/specifications/core-metadata/
 *
 * @module
 */

export interface Field {
  /** As the specification spells it, in lower case. */
  name: string;
  value: string;
  /** 1-based. */
  line: number;
  column: number;
}

export interface Metadata {
  /** In their order. */
  fields: readonly Field[];
}

/** The fields before the description: `Name: value`, continued on lines that begin with white space. */
export const parseMetadata = (text: string): Metadata => {
  const fields: Field[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\n|\r/)
    .entries()) {
    if (line === "") break;
    const last = fields.at(-1);
    const [, name, gap = "", value = ""] = /^([\w-]+):([ \t]*)(.*)/s.exec(line) ?? [];
    if (name !== undefined)
      fields.push({
        name: name.toLowerCase(),
        value: value.trimEnd(),
        line: index + 1,
        column: name.length + gap.length + 2,
      });
    else if (/^[ \t]/.test(line) && last !== undefined) last.value += `\n${line.trim()}`;
  }
  return { fields };
};
