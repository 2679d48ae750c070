/**
 * Running a configuration that is code, from bytes that were read once.
 *
 * Whoever runs this trusts the checkout: the code could do anything. What is prevented here are accidents:
 * waiting for ever, ending our process with a status of its own choice, now or by a listener, writing into our
 * result. A loop that never ends can't be interrupted from within: then there is no result, which is no pass.
 *
 * @module
 */
import { compileFunction } from "node:vm";
import { KprovError, messageOf } from "../errors.ts";
import { importModule } from "../one-file.ts";
import { evaluateCompiled } from "./compiler.ts";
import { takeCustody } from "./custody.ts";
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
 * run more of its code, and a promise in it must be seen before it fails.
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

/** Run `work` with a time limit, with our way out closed to it, with its chatter on stderr; then put all back. */
const guarded = async <Result>(code: Code, work: () => Promise<Result>): Promise<Result> => {
  const restore = takeCustody();
  let timer: NodeJS.Timeout | undefined;
  const trouble = new Promise<never>((_, reject) => {
    const late = () => reject(new Error(`it did not come to an end within ${code.timeout} ms`));
    timer = setTimeout(late, code.timeout);
    process.on("unhandledRejection", reject);
    process.on("uncaughtException", reject);
  });
  process.exit = (status) => {
    throw new Error(`it called process.exit(${status ?? ""})`);
  };
  Object.assign(console, { log: console.error, info: console.error, debug: console.error });
  try {
    try {
      const result = await Promise.race([work(), trouble]);
      // One more turn, in which a promise that nobody waits for can show that it failed.
      await Promise.race([new Promise((resolve) => setImmediate(resolve)), trouble]);
      return result;
    } finally {
      clearTimeout(timer);
      restore();
    }
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
