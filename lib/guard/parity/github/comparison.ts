/**
 * Comparisons of texts in a shell: `[ a = b ]`, `test -n a`, `[[ a != b ]]`.
 *
 * @module
 */

/** The words between `[` and `]`; undefined when only a run can tell. */
export const compared = (words: readonly (string | undefined)[]): boolean | undefined => {
  const [first, operator, second] = words;
  if (words.includes(undefined)) return undefined;
  if (words.length === 4 && first === "!") {
    const status = compared(words.slice(1));
    return status === undefined ? undefined : !status;
  }
  if (words.length === 2 && (first === "-n" || first === "-z")) return (operator !== "") === (first === "-n");
  if (words.length !== 3) return undefined;
  if (operator === "=" || operator === "==") return first === second;
  return operator === "!=" ? first !== second : undefined;
};

/** All of `[[ … ]]`; `hole` stands for what only a run can tell. */
export const testOf = (text: string, hole: string): boolean | undefined => {
  const [, inner] = /^\[\[\s([\s\S]*)\s\]\]$/.exec(text) ?? [];
  if (inner === undefined || inner.includes(hole)) return undefined;
  const operator = /\s(&&|\|\|)\s/.exec(inner)?.[1];
  if (operator === undefined) return oneOf(inner);
  const parts = inner.split(/\s(?:&&|\|\|)\s/);
  // Both in one have ranks.
  if (inner.split(` ${operator} `).length !== parts.length) return undefined;
  const statuses = parts.map(oneOf);
  const deciding = operator === "||";
  if (statuses.includes(deciding)) return deciding;
  return statuses.includes(undefined) ? undefined : !deciding;
};

// --- internal ---

const oneOf = (text: string): boolean | undefined => {
  const words = text.trim().split(/\s+/);
  const plain = words.map((word) =>
    /^(?:"([\w-]*)"|'([\w-]*)'|([\w-]+|[!=]=?))$/
      .exec(word)
      ?.slice(1)
      .find((one) => one !== undefined),
  );
  return compared(plain);
};
