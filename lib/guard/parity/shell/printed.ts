/**
 * Commands in words that print no more than a path, a name or a number: `$(dirname "$0")`, `$(mktemp)`.
 *
 * @module
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expansions of shells stand in the texts

/** Without those commands; what they are given may stand for them, where it is kept. */
export const flattened = (raw: string, isKept: boolean): string => {
  let rest = raw;
  for (let before = ""; before !== rest; ) {
    before = rest;
    rest = rest.replace(printing, (_, given = "", directory = "", path = "") =>
      isKept ? `${given}${directory}${path}` : "${_}",
    );
  }
  return rest;
};

/** Whether one of them may print a part of a path: a name that it has in it. */
export const printsParts = (text: string): boolean => /\b(?:basename|dirname)\b/.test(text);

// --- internal ---

/** A link may lead to anything, a path from another one be a name, and a name without its end another one. */
const printing = (() => {
  const programs =
    "mktemp|pwd|dirname|realpath(?![^()]*--rel)|readlink\\s+-\\w*[fem]|command -v|which|type -P|git rev-parse|npm (?:bin|root|prefix)|date|uname|hostname|whoami|id|nproc|jobs|docker|podman|brew --prefix";
  const given = "([^()`;&|<>\\\\]*)";
  const path = '((?:[^\\s"()`;&|<>\\\\-]|"[^"()`;&|<>\\\\]*")(?:[^\\s"()`;&|<>\\\\]|"[^"()`;&|<>\\\\]*")*)?';
  const forms = [
    `(?:${programs})(?![\\w-])${given}`,
    `cd${given}&&\\s*pwd(?:\\s+-P)?\\s*`,
    `basename(?:\\s+--(?=\\s))?\\s*${path}\\s*`,
  ];
  return new RegExp(`\\$\\(\\s*(?:${forms.join("|")})\\)`, "g");
})();
