/**
 * The syntax of SPDX licence expressions.
 *
 * @module
 */

/**
 * Whether `text` is a licence expression by the grammar of SPDX 2.3, Annex D; operators may also stand in lower case
 * (SPDX 3.0). Identifiers are taken by their form: a list would be out of date the day after.
 */
export const isLicenseExpression = (text: string): boolean => {
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  const reader: Reader = { tokens, at: 0, depth: 0 };
  return readExpression(reader) && reader.at === tokens.length;
};

// --- internal ---

interface Reader {
  tokens: readonly string[];
  at: number;
  depth: number;
}

/** Deeper than any person writes, and far from the end of the stack. */
const maxDepth = 50;

const readExpression = (reader: Reader): boolean => {
  if (!readTerm(reader)) return false;
  while (isOperator(reader, "AND") || isOperator(reader, "OR")) {
    reader.at += 1;
    if (!readTerm(reader)) return false;
  }
  return true;
};

const readTerm = (reader: Reader): boolean => {
  const token = reader.tokens[reader.at] ?? "";
  reader.at += 1;
  if (token === "(") {
    reader.depth += 1;
    if (reader.depth > maxDepth || !readExpression(reader)) return false;
    reader.depth -= 1;
    return reader.tokens[reader.at++] === ")";
  }
  if (!licence.test(token) || operators.test(token)) return false;
  if (!isOperator(reader, "WITH")) return true;
  reader.at += 2;
  const exception = reader.tokens[reader.at - 1] ?? "";
  return additions.test(exception) && !operators.test(exception);
};

const isOperator = ({ tokens, at }: Reader, name: string): boolean =>
  tokens[at] === name || tokens[at] === name.toLowerCase();

const operators = /^(?:and|or|with)$/i;
const licence = /^(?:[A-Za-z0-9.-]+\+?|(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+)$/;
const additions = /^(?:[A-Za-z0-9.-]+|(?:DocumentRef-[A-Za-z0-9.-]+:)?AdditionRef-[A-Za-z0-9.-]+)$/;
