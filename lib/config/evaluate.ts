/**
 * Running a configuration that is code, from bytes that were read once.
 *
 * What it may and may not do is said in `foreign.ts`.
 *
 * @module
 */
import { compileFunction } from "node:vm";
import { holdChatter } from "../chatter.ts";
import { KprovError, messageOf } from "../errors.ts";
import { importModule } from "../one-file.ts";
import { evaluateCompiled } from "./compiler.ts";
import { runForeign } from "./foreign.ts";
import { scriptOf } from "./script.ts";
import { nativeModule } from "./source.ts";

export interface Code {
  /** The text whose bytes were hashed: never read again. */
  source: string;
  /** Absolute path. */
  path: string;
  /** For messages. */
  name: string;
  /** With dot: `.ts`, `.mts`, `.mjs`. */
  extension: string;
  /** Milliseconds. */
  timeout: number;
}

/**
 * Run `code` and hand its default export to `use`, while it still can't do harm by accident: looking at a value may
 * run more of its code, and a promise in it must be seen before it fails. What it prints is held: see `holdChatter`.
 *
 * Throws `E_CONFIG` when there is no default export, or when the code throws or does not come to an end.
 */
export const evaluateCode = <Used>(code: Code, use: (value: unknown) => Used): Promise<Used> =>
  guarded(code, async () => {
    const exported = (await evaluateNatively(code)) ?? (await evaluateCompiled(code));
    if (!("default" in exported)) throw new Error("expected a default export, found none");
    return use(exported["default"]);
  });

// --- internal ---

type Exports = Record<string, unknown>;

let evaluations = 0;

/** Undefined when the compiler is needed. */
const evaluateNatively = async ({ source, extension, name }: Code): Promise<Exports | undefined> => {
  const text = nativeModule(source, extension !== ".mjs");
  if (text === undefined) return undefined;
  try {
    const script = scriptOf(text);
    if (script !== undefined) return { default: compileFunction(script, [], { filename: name })() as unknown };
  } catch (error) {
    // The loader of modules has the better message.
    if (!(error instanceof SyntaxError)) throw error;
  }
  // Node keeps one instance for each URL: the fragment makes every evaluation a new one.
  evaluations += 1;
  const url = `data:text/javascript;base64,${Buffer.from(text).toString("base64")}#${evaluations}`;
  try {
    return await importModule(url);
  } catch (error) {
    // TypeScript that was not blanked, or a real mistake: the compiler tells, with the position in the file.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const guarded = async <Result>(code: Code, work: () => Promise<Result>): Promise<Result> => {
  try {
    return await runForeign(work, code.timeout, holdChatter);
  } catch (cause) {
    throw new KprovError("E_CONFIG", `Cannot use "${code.name}": ${oneLine(messageOf(cause), code)}`, {
      cause,
      ...(cause instanceof KprovError && cause.hint !== undefined && { hint: cause.hint }),
    });
  }
};

/** The compiler's messages have line breaks and absolute paths; Node's have a list of who required what. */
const oneLine = (message: string, { path, name }: Code): string => {
  const [first = ""] = message.replaceAll(path, name).split("\nRequire stack:");
  return first.replaceAll(/\s*[\r\n]\s*/g, ", at ").trim() || "it threw an error without a message";
};
