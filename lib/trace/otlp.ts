/**
 * A trace as OpenTelemetry's collector reads it: OTLP in JSON.
 *
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding: ids in hexadecimal, 64-bit integers as texts.
 *
 * @module
 */
import type { TraceEvent } from "../evidence/index.ts";
import { version } from "../version.ts";
import type { JudgedChain } from "./judge.ts";
import type { RunOfTrace } from "./source.ts";
import type { Span, SpanEvent } from "./spans.ts";

/** Spans in one request: a collector takes 4 MiB at once by default. */
export const spansPerRequest = 2000;

/**
 * One `ExportTraceServiceRequest` for each line, as collectors write and read them in files
 * (https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/); a trace of at most {@link spansPerRequest} spans is
 * one line, ready to be posted to `/v1/traces`.
 */
export function* formatOtlp(
  { traceId, spans }: { traceId: string; spans: readonly Span[] },
  about: { judged: JudgedChain; run: RunOfTrace | null },
): Generator<string> {
  const startNs = about.run === null ? 0n : BigInt(Date.parse(about.run.startedAt)) * 1_000_000n;
  const resource = { attributes: attributesOf(resourceOf(about)) };
  const scope = { name: "kprovengine", version };
  for (let at = 0; at < spans.length; at += spansPerRequest) {
    const some = spans.slice(at, at + spansPerRequest).map((span) => spanOf(span, traceId, startNs));
    yield `${JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope, spans: some }] }] })}\n`;
  }
}

// --- internal ---

type Attributes = TraceEvent["attributes"];

/** https://opentelemetry.io/docs/specs/semconv/resource/service/: a service must have a name. */
const resourceOf = ({ judged, run }: { judged: JudgedChain; run: RunOfTrace | null }): Attributes => ({
  "service.name": run === null ? "unknown_service" : run.project === null ? run.step : `${run.project}/${run.step}`,
  ...(run !== null && { "kprov.step": run.step, "kprov.bundle.digest": run.bundleDigest }),
  ...(run !== null && run.project !== null && { "kprov.project": run.project }),
  ...(judged.runId !== null && { "kprov.run.id": judged.runId }),
  ...(judged.status !== null && { "kprov.outcome": judged.status }),
  ...(judged.head !== null && { "kprov.trace.head": judged.head }),
});

/** SPAN_KIND_INTERNAL of the protocol's enumeration. */
const internalKind = 1;

const spanOf = (span: Span, traceId: string, startNs: bigint) => {
  const at = (us: number): string => String(startNs + BigInt(us) * 1000n);
  const { spanId, parentSpanId, name, startUs, endUs, events, writer, isOpen } = span;
  const own = { ...(writer !== null && { "kprov.writer": writer }), ...(isOpen && { "kprov.open": true }) };
  const status = statusOf(span);
  return {
    traceId,
    spanId,
    ...(parentSpanId !== null && { parentSpanId }),
    name,
    kind: internalKind,
    startTimeUnixNano: at(startUs),
    endTimeUnixNano: at(endUs),
    attributes: attributesOf({ ...span.attributes, ...own }),
    events: events.map((event) => eventOf(event, at)),
    ...(status !== undefined && { status }),
  };
};

const eventOf = ({ name, us, attributes }: SpanEvent, at: (us: number) => string) => ({
  timeUnixNano: at(us),
  name,
  attributes: attributesOf(attributes),
});

const attributesOf = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: anyValueOf(value) }));

/** `AnyValue`; without any field it is null. */
const anyValueOf = (value: Attributes[string]) => {
  if (value === null) return {};
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
};

/** STATUS_CODE_OK and STATUS_CODE_ERROR; nothing is known of the program's own spans. */
const statusOf = ({ of, attributes }: Span): { code: 1 } | { code: 2; message: string } | undefined => {
  const { status, exitCode, signal } = attributes;
  if (of === "run" && status !== undefined)
    return status === "succeeded" ? { code: 1 } : { code: 2, message: String(status) };
  if (of !== "step" || exitCode === undefined) return undefined;
  if (exitCode === 0) return { code: 1 };
  return { code: 2, message: typeof signal === "string" ? signal : `exit ${exitCode}` };
};
