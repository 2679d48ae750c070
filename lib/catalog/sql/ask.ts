/**
 * A query in SQL, asked where it can't write, can't look behind the views and can't go on for ever.
 *
 * @module
 */
import { elapsed } from "../../clock.ts";
import { KprovError } from "../../errors.ts";
import { capture, withoutOwnSecrets } from "../../exec.ts";
import type { CatalogReader } from "../port.ts";
import { queryFault, queryPlace, viewNames } from "../registry.ts";
import { type ChildLine, type ChildRequest, childProgram } from "./child.ts";
import { assertQuestion, refusal } from "./guard.ts";

export interface QueryOptions {
  /** Rows at most: of more it is said that there are some. */
  rows: number;
  /** After which it is stopped. */
  milliseconds: number;
}

/** The document of `catalog sql`. */
export interface QueryResult {
  schema: "kprov.query/v1";
  columns: string[];
  /** Blobs in hexadecimal, integers that a double can't hold as texts. */
  rows: (string | number | null)[][];
  isMore: boolean;
}

/**
 * Run one question over the views. Throws `E_USAGE` for what is none or names something else, `E_CATALOG_TOO_MUCH` when it takes too
 * long, holds more than 1 GiB or answers with more than 256 MiB, and what reading a catalog throws.
 */
export const askSql = async (reader: CatalogReader, sql: string, options: QueryOptions): Promise<QueryResult> => {
  assertQuestion(sql);
  const lines = await runChild(reader.file, sql, options);
  const result: QueryResult = { schema: "kprov.query/v1", columns: [], rows: [], isMore: false };
  let isWhole = false;
  for (const line of lines) {
    if ("row" in line) result.rows.push(line.row);
    else if ("columns" in line) result.columns = line.columns;
    else if ("end" in line) [result.isMore, isWhole] = [line.isMore, true];
    else if ("error" in line) throw faultOf(line, reader.file);
  }
  if (!isWhole) throw new KprovError("E_CATALOG_TOO_MUCH", "The query ended without an answer");
  return result;
};

/** The views that may be asked, each with its columns. */
export const describeViews = (reader: CatalogReader): Record<string, string[]> =>
  Object.fromEntries(
    viewNames.map((view) => [
      view,
      reader.all<{ name: string }>("SELECT name FROM pragma_table_info(?) ORDER BY cid", view).map(({ name }) => name),
    ]),
  );

// --- internal ---

const runChild = async (file: string, sql: string, { rows, milliseconds }: QueryOptions): Promise<ChildLine[]> => {
  const request: ChildRequest = {
    ...queryPlace(file),
    file,
    sql,
    views: viewNames,
    rows,
    milliseconds,
    memory: most,
    overMemory,
  };
  const begin = elapsed();
  // What its environment asks of every Node is meant for another program.
  const { NODE_OPTIONS: _, ...env } = withoutOwnSecrets(process.env);
  try {
    const argv = [process.execPath, "--disable-warning=ExperimentalWarning", "-e", childProgram] as const;
    const { stdout, status, stderr } = await capture([...argv], {
      ...{ cwd: process.cwd(), env, input: JSON.stringify(request), endsWithUs: true },
      timeout: milliseconds + grace,
    });
    if (status !== 0) throw new KprovError("E_TOOL_FAILED", `The query failed: ${stderr.trim()}`);
    return parseLines(stdout);
  } catch (cause) {
    if (!(cause instanceof KprovError) || cause.code !== "E_TOOL_FAILED") throw cause;
    const isLarge = cause.message.includes(overMemory);
    const isLong = elapsed() - begin >= milliseconds;
    const why = isLarge ? "it took more than 1 GiB of memory" : `it took more than ${milliseconds / 1000} s`;
    throw new KprovError("E_CATALOG_TOO_MUCH", `The query was stopped: ${isLarge || isLong ? why : cause.message}`, {
      ...{ cause, hint: isLarge ? "ask for less" : "ask for less, or give it longer with --timeout SECONDS" },
    });
  }
};

/** Bytes that a question may take; nothing else here sends this signal. */
const [most, overMemory] = [2 ** 30, "SIGUSR2"] as const;

/** Milliseconds: it ends itself when its time is up. */
const grace = 2000;

const parseLines = (bytes: Buffer): ChildLine[] => {
  const lines: ChildLine[] = [];
  for (let at = 0, end = bytes.indexOf(10); end !== -1; at = end + 1, end = bytes.indexOf(10, at))
    lines.push(JSON.parse(bytes.toString("utf8", at, end)) as ChildLine);
  return lines;
};

const faultOf = ({ error, stage, code }: Extract<ChildLine, { stage: string }>, file: string): unknown => {
  const fault = queryFault(error, code, file);
  if (fault instanceof KprovError) return fault;
  return stage === "query" ? refusal(error) : new KprovError("E_IO", `Cannot read the catalog "${file}": ${error}`);
};
