/**
 * Two traces: what the recorder and the step's own program said, without when they said it.
 *
 * @module
 */
import type { TraceEvent } from "../evidence/index.ts";
import { compareBytes } from "../report.ts";
import {
  type Change,
  type Checked,
  type Difference,
  type Section,
  settleDifference,
  valueChange,
} from "./difference.ts";
import { digestAll, type Said } from "./trace-said.ts";

/** What is kept of a trace: it grows with the number of names in it, not with its events. */
export interface TraceSummary {
  /** The recorder's own events by kind, a word for each attribute. */
  recorder: ReadonlyMap<string, string>;
  /** Spans and events of the program by their place, such as `fit > epoch`. */
  spans: ReadonlyMap<string, Said>;
  events: ReadonlyMap<string, Said>;
  /** Microseconds by name, for who asks. */
  times: ReadonlyMap<string, number>;
  runId: string | null;
  traceId: string | null;
}

export interface TraceSide {
  /** As the person named it. */
  name: string;
  summary: TraceSummary;
}

/** Give it every event in order, then ask for the end. What two traces differ in does not depend on how fast they were. */
export const createTraceSummary = (): { add(event: TraceEvent): void; end(): TraceSummary } => {
  const state: State = {
    recorder: new Map(),
    spans: new Map(),
    events: new Map(),
    times: new Map(),
    open: new Map(),
    runId: null,
    traceId: null,
  };
  return { add: (event) => addEvent(event, state), end: () => state };
};

/** Compare two traces that the caller has judged. */
export const compareTraces = (
  before: TraceSide,
  after: TraceSide,
  { volatile, checked }: { volatile: boolean; checked?: Checked },
): Difference => {
  const [old, now] = [before.summary, after.summary];
  const sections = [
    compareTexts("recorder", old.recorder, now.recorder),
    compareSaid("spans", old.spans, now.spans),
    compareSaid("events", old.events, now.events),
  ];
  return settleDifference({
    kind: "trace",
    before: { name: before.name, step: null, runId: old.runId, bundleDigest: null },
    after: { name: after.name, step: null, runId: now.runId, bundleDigest: null },
    sections,
    volatile: volatile ? [compareTimes(old, now)] : null,
    checked: checked ?? { how: "form", detail: "every line follows the one before it" },
  });
};

// --- internal ---

interface State {
  recorder: Map<string, string>;
  spans: Map<string, Said>;
  events: Map<string, Said>;
  times: Map<string, number>;
  /** Spans that have not ended: where they stand, and since when. */
  open: Map<string, { place: string; since: number }>;
  runId: string | null;
  traceId: string | null;
}

/** Names beyond are counted under one: a trace can be nothing but names. */
const mostNames = 10_000;
const otherNames = "other names";

const addEvent = (event: TraceEvent, state: State): void => {
  const { kind, attributes, offsetUs, spanId, parentSpanId } = event;
  state.traceId ??= event.traceId;
  if (kind === "step.span.start") {
    const place = placeOf(event.name ?? "", parentSpanId ?? "", state);
    count(state.spans, place, attributes);
    state.open.set(spanId, { place, since: offsetUs });
  } else if (kind === "step.span.end") {
    const span = state.open.get(spanId);
    if (span === undefined) return;
    addTime(state, span.place, offsetUs - span.since);
    if (Object.keys(attributes).length > 0) count(state.spans, `${span.place} (its end)`, attributes);
    state.open.delete(spanId);
  } else if (kind === "step.event") {
    count(state.events, placeOf(event.name ?? "", spanId, state), attributes);
  } else addOwn(event, state);
};

const addOwn = ({ kind, attributes, offsetUs }: TraceEvent, state: State): void => {
  addTime(state, `until ${kind}`, offsetUs - (state.times.get(`until ${kind}`) ?? 0));
  for (const [name, value] of Object.entries(attributes)) {
    if (kind === "run.start" && name === "runId") state.runId = String(value);
    else append(state.recorder, `${kind} ${name}`, String(value));
  }
  if (Object.keys(attributes).length === 0) append(state.recorder, kind, "said");
};

const append = (texts: Map<string, string>, key: string, value: string): void => {
  const known = texts.get(key);
  if (known === undefined) texts.set(key, value);
  // Only signals come more than once, and not so often that this grows.
  else if (known.length < 1000) texts.set(key, `${known}, ${value}`);
};

const placeOf = (name: string, span: string, state: State): string => {
  const above = state.open.get(span);
  return above === undefined ? name : `${above.place} > ${name}`;
};

const count = (said: Map<string, Said>, wanted: string, attributes: TraceEvent["attributes"]): void => {
  const place = said.has(wanted) || said.size < mostNames ? wanted : otherNames;
  const known = said.get(place);
  said.set(place, {
    times: (known?.times ?? 0) + 1,
    digest: digestAll(known?.digest, attributes),
    only: known === undefined ? attributes : null,
  });
};

const addTime = (state: State, wanted: string, microseconds: number): void => {
  const name = state.times.has(wanted) || state.times.size < mostNames ? wanted : otherNames;
  state.times.set(name, (state.times.get(name) ?? 0) + microseconds);
};

const keysOf = (before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].sort(compareBytes);

const compareTexts = (
  name: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Section => {
  const keys = keysOf(before, after);
  const changes = keys.flatMap((key) => valueChange(key, before.get(key) ?? null, after.get(key) ?? null));
  return { name, same: null, changes };
};

const compareSaid = (name: string, before: ReadonlyMap<string, Said>, after: ReadonlyMap<string, Said>): Section => {
  const keys = keysOf(before, after);
  const compared = keys.map((key) => compareOne(key, before.get(key), after.get(key)));
  return { name, same: compared.filter((changes) => changes.length === 0).length, changes: compared.flat() };
};

const compareOne = (name: string, before: Said | undefined, after: Said | undefined): Change[] => {
  const timesOf = (said: Said | undefined): string | null =>
    said === undefined ? null : said.times === 1 ? "once" : `${said.times} times`;
  const changes = valueChange(name, timesOf(before), timesOf(after));
  if (changes.length > 0 || before === undefined || after === undefined) return changes;
  if (before.digest === after.digest) return [];
  if (before.only === null || after.only === null) {
    return [{ what: "changed", name, before: timesOf(before), after: timesOf(after), note: "other attributes" }];
  }
  const [old, now] = [before.only, after.only];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .sort(compareBytes)
    .flatMap((key) => valueChange(`${name}: ${key}`, attributeOf(old, key), attributeOf(now, key)));
};

const attributeOf = (attributes: TraceEvent["attributes"], key: string): string | null =>
  Object.hasOwn(attributes, key) ? String(attributes[key]) : null;

const compareTimes = (before: TraceSummary, after: TraceSummary): Section => {
  const words = (microseconds: number | undefined): string | null =>
    microseconds === undefined ? null : `${(microseconds / 1000).toFixed(3)} ms`;
  const changes = keysOf(before.times, after.times).flatMap((name) =>
    valueChange(name, words(before.times.get(name)), words(after.times.get(name))),
  );
  return { name: "times", same: null, changes: [...valueChange("run", before.runId, after.runId), ...changes] };
};
