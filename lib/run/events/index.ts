/**
 * What the step's own program says while it runs: from the lines that it writes into `KPROV_EVENTS` to events of the trace.
 *
 * @module
 */
export { type EventChannel, eventsVariable, openChannel } from "./channel.ts";
