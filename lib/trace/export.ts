/**
 * A trace for other programs, into a new file or a stream.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { errnoOf, KprovError } from "../errors.ts";
import { writingInWords } from "../system-words.ts";
import { guardedJson, shellQuote, visible } from "../text.ts";
import { writeWhole } from "../verify/index.ts";
import { formatChrome } from "./chrome.ts";
import { type JudgedChain, judgeChain } from "./judge.ts";
import { formatOtlp, spansPerRequest } from "./otlp.ts";
import type { TraceSource } from "./source.ts";
import { collectSpans } from "./spans.ts";

export type TraceFormat = "otlp" | "chrome";

/** The document of `trace export`, `kprov.trace/v1`. */
export interface ExportedTrace extends JudgedChain {
  /** Null when the trace is not whole: nothing was written. */
  exported: {
    format: TraceFormat;
    /** As it was given; null for a stream. */
    path: string | null;
    size: number;
    sha256: string;
    spans: number;
  } | null;
}

export interface ExportTraceOptions {
  format: TraceFormat;
  cwd: string;
  /** A file's name, or where to write. */
  output: string | NodeJS.WritableStream;
}

/** Write the trace in another format. Throws `E_USAGE` when the file exists, `E_IO` when it can't be written. */
export const exportTrace = async (source: TraceSource, options: ExportTraceOptions): Promise<ExportedTrace> => {
  const { format, cwd, output } = options;
  const spans = collectSpans(source.run?.step ?? null);
  const judged = judgeChain(source, spans.add);
  if (judged.verdict !== "proved") return { ...judged, exported: null };
  const collected = spans.end();
  const about = { judged, run: source.run };
  const pieces = () => (format === "otlp" ? formatOtlp(collected, about) : formatChrome(collected, about));
  const hash = createHash("sha256");
  let size = 0;
  const write = async (sink: (piece: Buffer) => void | Promise<void>): Promise<void> => {
    for (const bytes of batches(pieces())) {
      hash.update(bytes);
      size += bytes.length;
      await sink(bytes);
    }
  };
  if (typeof output === "string") {
    const path = resolve(cwd, output);
    await writingInWords(path, output, () => writeWhole(path, output, write));
  } else await write(sinkOf(output));
  const path = typeof output === "string" ? output : null;
  return {
    ...judged,
    exported: { format, path, size, sha256: hash.digest("hex"), spans: collected.spans.length },
  };
};

/** For people; the last line says what takes the file. */
export const formatExported = ({ trace, startedAt, exported }: ExportedTrace): string => {
  if (exported === null) return `${visible(trace)}: nothing was written`;
  const { format, path, size, spans } = exported;
  const file = path === null ? "FILE" : visible(shellQuote(path));
  return [
    `${visible(trace)}: ${spans} ${spans === 1 ? "span" : "spans"} written to ${path === null ? "stdout" : visible(path)}, ${size} bytes`,
    ...(startedAt === null ? ["  no bundle says when the run began: times start at zero"] : []),
    format === "otlp" ? `  ${postCommand(file, spans)}` : "  open it in https://ui.perfetto.dev or chrome://tracing",
  ].join("\n");
};

// --- internal ---

/** Each line of the file is a request of its own; a shell reads lines of any length. `file` is quoted. */
const postCommand = (file: string, spans: number): string => {
  const post = (data: string): string =>
    `curl -H 'Content-Type: application/json' --data-binary ${data} http://localhost:4318/v1/traces`;
  return spans <= spansPerRequest
    ? post(`@${file}`)
    : `while read -r line; do printf %s "$line" | ${post("@-")}; done < ${file}`;
};

/** Texts of others stay data on a terminal, too; the same JSON. */
function* batches(pieces: Iterable<string>): Generator<Buffer> {
  let text = "";
  for (const piece of pieces) {
    text += guardedJson(piece);
    if (text.length < 2 ** 18) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

const sinkOf = (stream: NodeJS.WritableStream) => {
  let broken: Error | undefined;
  stream.on("error", (error: Error) => {
    broken = error;
  });
  return async (piece: Buffer): Promise<void> => {
    const error = broken ?? (await new Promise<Error | null | undefined>((done) => stream.write(piece, done)));
    if (error) throw new KprovError("E_IO", `Cannot write to stdout: ${errnoOf(error) ?? error.message}`);
  };
};
