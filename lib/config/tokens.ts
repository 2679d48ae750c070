/**
 * The words and marks of a configuration that is code, as far as they are plain to see.
 *
 * @module
 */

export interface Token {
  /** `string`: also a template, a regular expression. */
  kind: "word" | "string" | "mark";
  text: string;
  start: number;
  end: number;
  /** A line break stands before it. */
  newline: boolean;
}

/** Words whose meaning depends on the file's place, on other modules, or on a compiler. */
export const foreignWords: ReadonlySet<string> = new Set(
  "import require module exports from eval Function __dirname __filename this arguments enum namespace".split(" "),
);

/**
 * The tokens of `source`, or undefined where a compiler is needed to tell: a slash that may divide or begin a regular
 * expression, a template whose holes hold more than plain expressions, what scripts take for a comment and modules don't.
 */
export const tokenize = (source: string): Token[] | undefined => {
  if (/<!--|-->/.test(source)) return undefined;
  const tokens: Token[] = [];
  let newline = true;
  for (let at = 0; at < source.length; ) {
    const plain = matchAt(plainPattern, source, at);
    if (plain?.groups?.["gap"] !== undefined) {
      newline ||= /[\n\r\u2028\u2029]/.test(plain[0]);
      at += plain[0].length;
      continue;
    }
    const found = plain === null ? literalAt(source, at, tokens) : [tokenOf(plain, at)];
    const [first] = found ?? [];
    if (found === undefined || first === undefined) return undefined;
    first.newline = newline;
    tokens.push(...found);
    at = found.at(-1)?.end ?? source.length;
    newline = false;
  }
  return tokens;
};

// --- internal ---

const plainPattern = new RegExp(
  [
    String.raw`(?<gap>\s+|//[^\n\r\u2028\u2029]*|/\*[^]*?\*/)|`,
    String.raw`(?<string>"[^"\\\n\r]*(?:\\[^][^"\\\n\r]*)*"|'[^'\\\n\r]*(?:\\[^][^'\\\n\r]*)*'|`,
    "`[^`\\\\$]*(?:(?:\\\\[^]|\\$(?!\\{))[^`\\\\$]*)*`)",
    String.raw`|(?<word>[\p{ID_Start}$_\d][\p{ID_Continue}$\u200c\u200d]*)|(?<mark>=>|[{}[\]():,;=.?!+*%&|^~<>-])`,
  ].join(""),
  "uy",
);

/** A template with holes that hold neither braces nor templates. */
const templatePattern = /`(?:[^`\\$]|\\[\s\S]|\$(?!\{)|\$\{[^`{}]*\})*`/y;
const regexPattern =
  /\/(?![*/])(?:[^\\/[\n\r\u2028\u2029]|\\[^\n\r\u2028\u2029]|\[(?:[^\]\\\n\r\u2028\u2029]|\\[^\n\r\u2028\u2029])*\])+\/[a-z]*/y;

const matchAt = (pattern: RegExp, source: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(source);
};

const tokenOf = ({ 0: text, groups }: RegExpExecArray, at: number): Token => {
  const kind = groups?.["string"] !== undefined ? "string" : groups?.["word"] !== undefined ? "word" : "mark";
  return piece(text, at, kind);
};

const piece = (text: string, start: number, kind: Token["kind"] = "string"): Token => ({
  ...{ kind, text, start, end: start + text.length, newline: false },
});

const literalAt = (source: string, at: number, before: readonly Token[]): Token[] | undefined => {
  if (source[at] === "`") {
    const template = matchAt(templatePattern, source, at)?.[0];
    return template === undefined ? undefined : piecesOf(template, at);
  }
  if (source[at] !== "/" || mayDivide(before)) return undefined;
  const text = matchAt(regexPattern, source, at)?.[0];
  // With this flag brackets may stand in brackets.
  return text === undefined || /v[a-z]*$/.test(text.slice(text.lastIndexOf("/"))) ? undefined : [piece(text, at)];
};

/** What stands in the holes is code like any other; the texts around them are strings. */
const piecesOf = (template: string, at: number): Token[] | undefined => {
  const tokens: Token[] = [];
  let done = 0;
  for (const { 0: text, 1: hole, index } of template.matchAll(/\\[\s\S]|\$\{([^`{}]*)\}/g)) {
    if (hole === undefined) continue;
    const inside = tokenize(hole);
    if (inside === undefined) return undefined;
    const start = index + 2;
    tokens.push(piece(template.slice(done, start), at + done));
    for (const token of inside) tokens.push({ ...token, start: at + start + token.start, end: at + start + token.end });
    done = index + text.length - 1;
  }
  return [...tokens, piece(template.slice(done), at + done)];
};

/** Marks behind which a value must begin. */
const openers: ReadonlySet<string> = new Set(["(", ",", "=", ":", "[", "{", ";", "&", "|", "?", "=>"]);

/** Whether a slash behind these tokens may be a division. */
const mayDivide = (before: readonly Token[]): boolean => {
  const [last, second] = [before.at(-1), before.at(-2)];
  if (last === undefined) return false;
  if (last.kind === "mark" && openers.has(last.text)) return false;
  if (last.kind === "word") return last.text !== "return" || second?.text === ".";
  // `!` behind a value says that it is there; before one it negates.
  const isBefore = second === undefined || (second.kind === "mark" && openers.has(second.text));
  return last.text !== "!" || !(isBefore || (second.text === "return" && before.at(-3)?.text !== "."));
};
