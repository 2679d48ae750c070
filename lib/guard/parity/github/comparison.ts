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

/** All of `[[ … ]]`. */
export const testOf = (text: string): boolean | undefined => {
  // Arithmetic, or with a file behind it.
  if (!text.endsWith("]]")) return undefined;
  const inner = text.slice(2, -2);
  const operators = new Set([...inner.matchAll(/\s(&&|\|\|)\s/g)].map(([, operator]) => operator));
  // Both in one have ranks.
  if (operators.size > 1) return undefined;
  const statuses = inner.split(/\s(?:&&|\|\|)\s/).map(oneOf);
  const deciding = operators.has("||");
  if (statuses.includes(deciding)) return deciding;
  return statuses.includes(undefined) ? undefined : !deciding;
};

// --- internal ---

/** A word that only a run can tell, or that has quotes within, is none of these. */
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
