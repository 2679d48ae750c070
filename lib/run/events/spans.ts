/**
 * Which span an event lies in: by the names that the program gives, else by nesting, for each writer on its own.
 *
 * @module
 */
import { maxOpenSpans } from "../../evidence/index.ts";
import type { ProgramEntry } from "../trace-writer.ts";
import type { Fault, Said } from "./line.ts";

export interface Spans {
  /** The event's place, or why it has none. Remembers open spans only. */
  place(said: Said): ProgramEntry | Fault;
}

export interface SpansOptions {
  /** What the program says lies below the step. */
  stepSpan: string;
  runSpan: string;
  /** A new W3C span id. */
  newId: () => string;
}

export const createSpans = ({ stepSpan, runSpan, newId }: SpansOptions): Spans => {
  const named = new Map<string, Open>();
  const writers = new Map<string, Open[]>();
  let count = 0;
  const step: Open = { id: stepSpan, parent: runSpan, name: "", writer: "", key: undefined, nests: true };
  const spansOf = (writer: string): Open[] => writers.get(writer) ?? [];

  const start = (said: Said, writer: string): ProgramEntry | Fault => {
    if (count >= maxOpenSpans) return { fault: `${maxOpenSpans} spans are open already` };
    if (said.span !== undefined && named.has(said.span)) return { fault: 'its "span" is open already' };
    const above = said.parent === undefined ? spansOf(writer).findLast(({ nests }) => nests) : named.get(said.parent);
    if (above === undefined && said.parent !== undefined) return { fault: 'its "parent" is no open span' };
    const parent = (above ?? step).id;
    const span: Open = { id: newId(), parent, name: said.name, writer, key: said.span, nests: true };
    if (said.span !== undefined) named.set(said.span, span);
    const own = spansOf(writer);
    own.push(span);
    writers.set(writer, own);
    count += 1;
    return entryOf("step.span.start", span, said);
  };

  const end = (said: Said, writer: string): ProgramEntry | Fault => {
    const span =
      said.span === undefined ? spansOf(writer).findLast(({ name }) => name === said.name) : named.get(said.span);
    if (span === undefined || span.name !== said.name) return { fault: "it ends a span that is not open" };
    if (span.key !== undefined) named.delete(span.key);
    const own = spansOf(span.writer);
    // What was left open below it may still end; nothing that follows lies in it.
    const ended = new Set([span.id]);
    for (const other of own) {
      if (!ended.has(other.parent)) continue;
      ended.add(other.id);
      other.nests = false;
    }
    if (own.length === 1) writers.delete(span.writer);
    else own.splice(own.indexOf(span), 1);
    count -= 1;
    return entryOf("step.span.end", span, said);
  };

  const event = (said: Said, writer: string): ProgramEntry | Fault => {
    const span =
      said.span === undefined ? (spansOf(writer).findLast(({ nests }) => nests) ?? step) : named.get(said.span);
    return span === undefined ? { fault: 'its "span" is not open' } : entryOf("step.event", span, said);
  };

  const acts = { start, end, event };
  return { place: (said) => acts[said.phase](said, said.writer ?? "") };
};

// --- internal ---

interface Open {
  id: string;
  parent: string;
  name: string;
  writer: string;
  key: string | undefined;
  /** Later spans of its writer lie in it. */
  nests: boolean;
}

const entryOf = (kind: ProgramEntry["kind"], span: Open, { name, writer, attributes }: Said): ProgramEntry => ({
  kind,
  name,
  writer,
  spanId: span.id,
  parentSpanId: span.parent,
  attributes,
});
