/**
 * Settings of git as its configuration file writes them (git-config(1), "Syntax").
 *
 * @module
 */
/** `section.subsection.key\nvalue`, each, as `git config --null` gives them. A key without a value is true. */
export const formatGitConfig = (entries: readonly string[]): string =>
  entries
    .map((entry) => {
      const end = entry.indexOf("\n");
      const name = end === -1 ? entry : entry.slice(0, end);
      const value = end === -1 ? "true" : entry.slice(end + 1);
      const [first, last] = [name.indexOf("."), name.lastIndexOf(".")];
      const subsection = first === last ? "" : ` ${quoted(name.slice(first + 1, last))}`;
      return `[${name.slice(0, first)}${subsection}]\n\t${name.slice(last + 1)} = ${quotedValue(value)}\n`;
    })
    .join("");

// --- internal ---

const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

const quotedValue = (text: string): string => quoted(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t");
