/**
 * Where and why a text is no JSON: with its place, and without a quotation, which might be a part of a secret.
 *
 * @module
 */

/** `not JSON: unexpected token 'x' at 3:14`, of what `JSON.parse(text)` has thrown. */
export const jsonFault = (text: string, thrown: unknown): string => {
  const { words: said, at } = readMessage(thrown, text);
  const words = `not JSON: ${said.slice(0, 1).toLowerCase()}${said.slice(1)}`;
  const place = at ?? placeOf(text);
  if (place === undefined) return words;
  if (place >= text.length) return "not JSON: it ends too early";
  const before = text.slice(0, place).split("\n");
  return `${words} at ${before.length}:${(before.at(-1) ?? "").length + 1}`;
};

// --- internal ---

/** `at` is undefined where the message says none. */
const readMessage = (thrown: unknown, text: string): { words: string; at: number | undefined } => {
  const said = (thrown as Error).message;
  const [whole, at] = / at position (\d+)/.exec(said) ?? [];
  if (whole !== undefined && at !== undefined)
    return { words: said.slice(0, said.indexOf(whole)).replace(/ in JSON$/, ""), at: Number(at) };
  const token = /^Unexpected token '.{1,2}'/s.exec(said)?.[0];
  return token === undefined ? { words: "", at: text.length } : { words: token, at: undefined };
};

/** Longer texts are not looked through: it would take seconds. */
const longest = 2 ** 20;

/** The first character with which no beginning of `text` can go on, by halving. */
const placeOf = (text: string): number | undefined => {
  if (text.length > longest) return undefined;
  let [fine, broken] = [0, text.length];
  while (broken - fine > 1) {
    const middle = (fine + broken) >> 1;
    if (isBroken(text.slice(0, middle))) broken = middle;
    else fine = middle;
  }
  return fine;
};

/** Not only cut off. */
const isBroken = (beginning: string): boolean => {
  try {
    JSON.parse(beginning);
    return false;
  } catch (error) {
    const { at } = readMessage(error, beginning);
    return at === undefined || at < beginning.length;
  }
};
