/**
 * Traces for people and for other programs: shown as a timeline, judged by themselves, handed to viewers of traces.
 *
 * @module
 */
export { type ExportedTrace, exportTrace, formatExported, type TraceFormat } from "./export.ts";
export { expectHead, formatJudged, type JudgedChain, judgeChain } from "./judge.ts";
export { type ShownTrace, showTrace } from "./show.ts";
export { exitOfRefusal, formatRefusal, type RefusedBundle, type TraceSource, withTrace } from "./source.ts";
export { formatTimeline } from "./timeline.ts";
