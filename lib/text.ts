/**
 * Words that others wrote, made safe to show.
 *
 * @module
 */

/**
 * `text` with every character that could move the cursor, reorder the line or hide itself written as `\u{…}`:
 * C0 and C1 controls, newlines, escape sequences, bidirectional controls (Unicode TR 9), zero-width
 * characters, line separators, tags, variation selectors, fillers and lone surrogates. A path can't forge a line of a
 * report. Doing it twice changes nothing.
 */
export const visible = (text: string): string => text.replace(hidden, spelled);

/**
 * The same for words of several lines: newlines stay, and every line but the first is indented by two at least, so
 * that a name with a newline in it can't pass for a line of ours.
 */
export const visibleLines = (text: string): string => {
  const [first = "", ...rest] = text.split(/\r?\n/).map(visible);
  return [first, ...rest.map((line) => (line.startsWith("  ") ? line : `  ${line.trimStart()}`))].join("\n");
};

/**
 * The last guard before a page of ours reaches a terminal: only ends of lines, tabs, without which a patch is none, and, with
 * `colour`, the colours that we use stay. Names in it are {@link visible} already; one that was forgotten still can't do more than look odd.
 */
export const guarded = (page: string, { colour }: { colour: boolean }): string =>
  page
    .replace(hidden, (character, at: number) => {
      const isOurs =
        character === "\n" ||
        character === "\t" ||
        (character === "\r" && page[at + 1] === "\n") ||
        (colour && character === "\u001b" && /^\[[\d;]*m/.test(page.slice(at + 1, at + 9)));
      return isOurs ? character : spelled(character);
    })
    .replace(obeyed, (_, before: string | undefined) => `${before ?? ""}${spelled(before === undefined ? "#" : ":")}`);

/** JSON text with the same characters escaped: the same document, which no terminal can misread. */
export const guardedJson = (json: string): string =>
  json
    .replace(hidden, (character) => (character === "\n" ? character : escapedUnits(character)))
    .replace(obeyed, (_, before: string | undefined) =>
      before === undefined ? escapedUnits("#") : `${before}${escapedUnits(":")}`,
    );

/** ECMA-48: control sequences (CSI), strings (OSC, DCS, SOS, PM, APC) with their end, and escapes of two or three bytes. */
export const escapeSequences: RegExp =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]+[0-~]|[0-OQ-WYZ\\`-~])|\u009b[0-?]*[ -/]*[@-~]/g;

/** `text` broken between words into lines of at most `width` characters; a longer word has a line of its own. */
export const wrapWords = (text: string, width: number): string[] => {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
};

/**
 * `word` as one word of a POSIX shell line. Only words that every shell takes literally stay bare: zsh looks for a
 * program behind a leading `=`.
 */
export const shellQuote = (word: string): string =>
  /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

// --- internal ---

const spelled = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

const escapedUnits = (character: string): string =>
  Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16);
    return `\\u${unit.padStart(4, "0")}`;
  }).join("");

/**
 * What GitHub's runner takes for a command wherever it is printed: `::name` at the start of a line, `##[name]` anywhere
 * (actions/runner, ActionCommand). A file may be called so.
 */
const obeyed = /^([^\S\n]*):(?=:[\w-])|#(?=#\[[\w-])/gm;

/**
 * Cc, Cs, Zl, Zp, and all of Default_Ignorable_Code_Point; of Cf what has no shape of its own. Written out, so that every
 * Node shows the same.
 */
const hidden =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each of them by itself is what is meant
  /[\u034f\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}\ud800-\udfff]/gu;
