/**
 * Which SQL is asked at all, by its words; what its names mean, SQLite decides: see `child.ts`.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";

/**
 * One statement that reads. Throws `E_USAGE` for several statements, for what does not begin as a question does, for parameters, and
 * for names of SQLite's own tables and functions that look behind the views.
 */
export const assertQuestion = (sql: string): void => {
  // SQLite would end there, and never see the rest.
  if (sql.includes("\u0000")) throw refusal("there is a NUL in it");
  const words = wordsOf(sql);
  const [first] = words;
  if (first === undefined) throw refusal("there is no statement in it");
  if (!questions.has(first.text.toLowerCase()) || first.isQuoted)
    throw refusal(`expected SELECT, WITH, VALUES or EXPLAIN, found "${first.text}"`);
  const end = words.findIndex(({ text, isQuoted }) => text === ";" && !isQuoted);
  if (end !== -1 && end !== words.length - 1) throw refusal("there is more than one statement in it");
  const parameter = words.find(({ text, isQuoted }) => !isQuoted && /^[?:@$]/.test(text));
  if (parameter !== undefined) throw refusal(`there is no value for the parameter "${parameter.text}"`);
  const hidden = words.find(({ text }) => behind.test(text));
  const named = hidden?.text ?? textsOf(sql).find((text) => tables.test(text));
  if (named !== undefined) throw refusal(`"${named}" looks behind the views`);
};

/** The error of a query that is not run. */
export const refusal = (why: string, cause?: unknown): KprovError =>
  new KprovError("E_USAGE", `Cannot run the query: ${why}`, {
    ...(cause !== undefined && { cause }),
    hint: "one SELECT over the views: kprovengine catalog sql --views lists them with their columns",
  });

// --- internal ---

interface Word {
  text: string;
  /** A name in quotes: it may be a table, never a keyword. */
  isQuoted: boolean;
}

const questions = new Set(["select", "with", "values", "explain"]);

/** Tables and functions that every SQLite has, and that know about more than the views. */
const behind =
  /^(?:sqlite_.*|pragma_.*|dbstat|bytecode|tables_used|fts\d.*|rtree.*|load_extension|readfile|writefile|edit|zipfile|fsdir)$/i;

/** Those of them that are tables: SQLite takes a text for a table's name. */
const tables =
  /^(?:sqlite_(?:temp_)?(?:schema|master)|sqlite_(?:sequence|stat\d|stmt|dbpage)|pragma_\w+|dbstat|bytecode|tables_used)$/i;

const textsOf = (sql: string): string[] =>
  [...sql.matchAll(tokens)].flatMap(([token]) =>
    token.startsWith("'") ? [token.slice(1, -1).replaceAll("''", "'")] : [],
  );

/** Names, keywords, parameters and semicolons; texts, numbers, comments and other signs are left out. */
const wordsOf = (sql: string): Word[] => {
  const words: Word[] = [];
  for (const [token] of sql.matchAll(tokens)) {
    const [start = ""] = token;
    if (token.startsWith("--") || token.startsWith("/*") || start === "'") continue;
    if (start === '"' || start === "`")
      words.push({ text: token.slice(1, -1).replaceAll(start + start, start), isQuoted: true });
    else if (start === "[") words.push({ text: token.slice(1, -1), isQuoted: true });
    else words.push({ text: token, isQuoted: false });
  }
  return words;
};

/** As SQLite's tokenizer reads them (https://sqlite.org/draft/tokenreq.html); blob literals such as x'ab' are a name and a text. */
const tokens =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]]*(?:\]|$)|[?:@$][\w$:]*|[\p{L}\p{Nl}_\u0080-\u{10ffff}][\w$\u0080-\u{10ffff}]*|;/gu;
