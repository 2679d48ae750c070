/**
 * One line that a program wrote into `KPROV_EVENTS`, read strictly. What it may hold stands in `lib/evidence/trace-v1.md`.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import type { TraceEvent } from "../../evidence/index.ts";
import type { JsonValue } from "../../json.ts";
import { assertUnambiguous } from "../../unambiguous.ts";

/** What one line says. */
export interface Said {
  name: string;
  phase: "start" | "end" | "event";
  attributes: TraceEvent["attributes"];
  /** The program's own name for a span, while it is open. */
  span: string | undefined;
  /** Of a start: the span above it, by its own name. */
  parent: string | undefined;
  /** Which process or thread says it; spans nest by writer. */
  writer: string | undefined;
}

/** A sentence that quotes nothing of the line but the names of its keys: a secret may stand in it. */
export interface Fault {
  fault: string;
}

/** Read the bytes of one line, without its newline. Any bytes give an answer. */
export const readLine = (bytes: Buffer): Said | Fault => {
  const value = parse(bytes);
  if (value === undefined) return { fault: "it is not JSON" };
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { fault: "it is not a JSON object" };
  return faultOf(value) ?? saidOf(value);
};

// --- internal ---

type Fields = { [key: string]: JsonValue };

const keys: ReadonlySet<string> = new Set(["name", "phase", "attributes", "span", "parent", "writer"]);
const phases: ReadonlySet<unknown> = new Set(["start", "end", "event"]);

/** As `parseJson` reads, without a decoder and an error for each line. */
const parse = (bytes: Buffer): JsonValue | undefined => {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString("utf8");
  try {
    const value = JSON.parse(text) as JsonValue;
    assertUnambiguous(text, value, { name: "event", maxDepth: 8 });
    return value;
  } catch {
    return undefined;
  }
};

const faultOf = (value: Fields): Fault | undefined => {
  for (const key of Object.keys(value)) {
    if (!keys.has(key)) return { fault: `it has the unknown key "${key.slice(0, 40).toWellFormed()}"` };
    if (key !== "attributes" && key !== "phase" && !isText(value[key]))
      return { fault: `"${key}" is not a text, or an empty one` };
  }
  const { name, phase = "event", attributes = {}, parent } = value;
  if (name === undefined) return { fault: 'it has no "name"' };
  if (!phases.has(phase)) return { fault: '"phase" is none of start, end and event' };
  if (parent !== undefined && phase !== "start") return { fault: '"parent" is for the start of a span' };
  return areScalars(attributes)
    ? undefined
    : { fault: '"attributes" is not an object of texts, numbers, booleans and nulls' };
};

const saidOf = ({ name, phase = "event", attributes = {}, span, parent, writer }: Fields): Said =>
  ({ name, phase, attributes, span, parent, writer }) as Said;

/** Half a character can't be written again. */
const isText = (value: JsonValue | undefined): boolean =>
  typeof value === "string" && value !== "" && value.isWellFormed();

const areScalars = (value: JsonValue): boolean => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (!key.isWellFormed() || (typeof item === "object" && item !== null)) return false;
    if (typeof item === "string" && !item.isWellFormed()) return false;
  }
  return true;
};
