/**
 * Skipping a program's own options to find what comes after them.
 *
 * @module
 */

export interface Skipped {
  /** Options in their order, long or short with their dashes; value null for a flag. */
  options: { name: string; value: string | null }[];
  /** The words that the options took, as given. */
  taken: string[];
  /** What follows them. */
  rest: string[];
}

/**
 * Split `args` at the first word that is no option. `valued` names the options that take a value, as the
 * next word, glued on (`-n5`), or after an equals sign; clusters of short flags are taken apart (`-vn 5`).
 * `--` ends the options and belongs to neither part.
 */
export const skipOptions = (args: readonly string[], valued: ReadonlySet<string>): Skipped => {
  const options: Skipped["options"] = [];
  let at = 0;
  for (let word = args[at]; word?.startsWith("-") === true && word !== "-"; word = args[at]) {
    if (word === "--") return { options, taken: args.slice(0, at), rest: args.slice(at + 1) };
    at += 1;
    const read = word.startsWith("--") ? readLong(word, valued) : readShort(word, valued);
    if (read.wantsNext !== undefined) {
      options.push(...read.options, { name: read.wantsNext, value: args[at] ?? null });
      at += 1;
    } else options.push(...read.options);
  }
  return { options, taken: args.slice(0, at), rest: args.slice(at) };
};

/** The last value given to one of `names`, or undefined. */
export const lastValue = (options: Skipped["options"], ...names: readonly string[]): string | undefined =>
  options.findLast(({ name }) => names.includes(name))?.value ?? undefined;

// --- internal ---

interface Read {
  options: Skipped["options"];
  /** The option whose value is the next word. */
  wantsNext?: string;
}

const readLong = (word: string, valued: ReadonlySet<string>): Read => {
  const equals = word.indexOf("=");
  if (equals > 0) return { options: [{ name: word.slice(0, equals), value: word.slice(equals + 1) }] };
  return valued.has(word) ? { options: [], wantsNext: word } : { options: [{ name: word, value: null }] };
};

const readShort = (word: string, valued: ReadonlySet<string>): Read => {
  const options: Skipped["options"] = [];
  for (let at = 1; at < word.length; at += 1) {
    const name = `-${word[at]}`;
    if (!valued.has(name)) options.push({ name, value: null });
    else if (at + 1 < word.length) return { options: [...options, { name, value: word.slice(at + 1) }] };
    else return { options, wantsNext: name };
  }
  return { options };
};
