/**
 * Lines of a justfile without the texts in them.
 *
 * just.systems/man, "Strings".
 *
 * @module
 */

/** Without comment, and with `…` for a text, or `'` for one that goes on in the next line. */
export const withoutTexts = (line: string): string =>
  line.replace(/("""|")(?:\\.|(?!\1).)*(\1)?|('''|['`])(?:(?!\3).)*(\3)?|#.*/gs, (one, ...groups: unknown[]) => {
    if (one.startsWith("#")) return "";
    return groups[1] === undefined && groups[3] === undefined ? "'" : "…";
  });

/** Of a line without its texts: what is in brackets goes on in the next one. */
export const hasOpenBracket = (bare: string): boolean => bare.split("(").length > bare.split(")").length;
