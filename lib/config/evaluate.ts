/**
 * Running a configuration that is code, from bytes that were read once.
 *
 * Whoever runs this trusts the checkout: the code could do anything. What is prevented here are accidents:
 * waiting for ever, ending our process with a status of its own choice, now or by a listener, writing into our
 * result. A loop that never ends can't be interrupted from within: then there is no result, which is no pass.
 *
 * @module
 */
import { dirname } from "node:path";
import { KprovError, messageOf } from "../errors.ts";
import { takeCustody } from "./custody.ts";
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
const evaluateNatively = async ({ source, extension }: Code): Promise<Exports | undefined> => {
  const text = nativeModule(source, extension !== ".mjs");
  if (text === undefined) return undefined;
  // Node keeps one instance for each URL: the fragment makes every evaluation a new one.
  evaluations += 1;
  const url = `data:text/javascript;base64,${Buffer.from(text).toString("base64")}#${evaluations}`;
  try {
    return (await import(url)) as Exports;
  } catch (error) {
    // TypeScript that was not blanked, or a real mistake: the compiler tells, with the position in the file.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/**
 * Through c12, with everything off that reads more than the one file: rc files, package.json, dotenv, layers by
 * environment name, `extends`, templates from the network, compiled copies on disk.
 */
const evaluateCompiled = async ({ source, path, extension }: Code): Promise<Exports> => {
  const { loadConfig } = await import("c12");
  let exported: Exports | undefined;
  await loadConfig({
    name: "kprov",
    cwd: dirname(path),
    rcFile: false,
    globalRc: false,
    packageJson: false,
    dotenv: false,
    envName: false,
    extend: false,
    giget: false,
    jitiOptions,
    // c12 would read the file again: somebody could have changed it since it was hashed. It would also call
    // functions and merge what is null away. So it gets nothing but the evaluation to do.
    resolve: async (_id, { jiti }) => {
      const options = { filename: path, ext: extension, async: true, forceTranspile: true };
      exported = (await jiti?.evalModule(source, options)) as Exports;
      return { config: {} };
    },
  });
  return exported ?? {};
};

/** All of them, because those left out would come from `JITI_*` variables. */
const jitiOptions = {
  fsCache: false,
  rebuildFsCache: false,
  moduleCache: false,
  debug: false,
  sourceMaps: false,
  interopDefault: true,
  alias: {},
  nativeModules: [],
  transformModules: [],
  tryNative: false,
  esmEvalTempFile: false,
  jsx: false,
  tsconfigPaths: false,
  // A repository needs no node_modules to use the one function that this package has for it.
  virtualModules: { kprovengine: { defineConfig: (config: unknown) => config } },
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
    throw new KprovError("E_CONFIG", `Cannot use "${code.name}": ${oneLine(messageOf(cause), code)}`, { cause });
  }
};

/** The compiler's messages have line breaks and absolute paths; Node's have a list of who required what. */
const oneLine = (message: string, { path, name }: Code): string => {
  const [first = ""] = message.replaceAll(path, name).split("\nRequire stack:");
  return first.replaceAll(/\s*[\r\n]\s*/g, ", at ").trim() || "it threw an error without a message";
};
