/**
 * The end of the process, whatever somebody else's code has left behind.
 *
 * @module
 */
// Somebody may put another object in the global's place, and what is said to that one ends nothing.
import { writeSync } from "node:fs";
import process from "node:process";
import { resultStream } from "./result-stream.ts";

/**
 * Say that work has begun: whatever ends this process with 0 before {@link endProcess}, somebody's `process.exit(0)` or an
 * event loop that ran dry, ends it with 3. A gate that has not spoken has not passed. After it, nobody's code is another one.
 *
 * What fails without anybody waiting for it, such as a timer that a rule left behind, is told as an error, and is no success.
 */
export const beginProcess = (): void => {
  begun = true;
  const leave = natives.reallyExit;
  // Node's own way out, which `process.exit` takes at last, and others may take at once.
  natives.reallyExit = (status) => {
    tellSilence();
    return leave.call(process, codeOf(status));
  };
  process.once("exit", () => {
    tellSilence();
    process.exitCode = codeOf(process.exitCode);
  });
  process.on("uncaughtException", (error) => {
    // Whoever runs foreign code waits for that, and knows whose it is.
    if (isLost || process.listenerCount("uncaughtException") > 1) return;
    isLost = true;
    void tell(error).finally(() => {
      // Not `process.exit`: while a rule runs, that is closed.
      process.exitCode = codeOf(undecided);
      process.emit("exit", process.exitCode);
      leave.call(process, process.exitCode);
    });
  });
};

/** Whether this process is a command's, and nobody else's. */
export const hasBegun = (): boolean => begun;

/**
 * Give `code` to whoever waits for this process and let it end.
 *
 * A configuration that is code may have started a timer or a server, which would keep a gate that has spoken from
 * ending: then it is ended, once all that was said is delivered.
 */
export const endProcess = (code: number): void => {
  ended = code;
  process.exitCode = code;
  const leave = (): void => {
    if (resultStream().writableLength + process.stderr.writableLength > 0) endProcess(code);
    else process.exit(code);
  };
  // Fires only when something else keeps the process alive.
  setTimeout(leave, patience).unref();
};

// --- internal ---

/** What {@link endProcess} was given last. */
let ended: number | undefined;

let begun = false;

/** Something failed that nobody waited for. */
let isLost = false;

const natives = process as unknown as { reallyExit: (status?: string | number | null) => never };

/** The code to end with, where somebody asks for `status`. */
const codeOf = (status: string | number | null | undefined): number => {
  const code = ended ?? Number(status ?? 0);
  return code === 0 && (isLost || ended === undefined) ? undecided : code;
};

/** Somebody ended it, or left nothing to wait for, before anything was said. */
const tellSilence = (): void => {
  if (ended !== undefined || isLost) return;
  isLost = true;
  const message = "The process came to its end before it had said anything";
  const hint = "code of a configuration or a rule that ends it, or that leaves nothing to wait for?";
  const document = { schema: "kprov.error/v1", code: "E_BUG", message, hint };
  try {
    writeSync(
      2,
      process.argv.includes("--json") ? `${JSON.stringify(document)}\n` : `error E_BUG: ${message}\n  ${hint}\n`,
    );
  } catch {
    // Nobody listens any more.
  }
};

const tell = async (error: unknown): Promise<void> => {
  const [{ printError }, { KprovError, messageOf }] = await Promise.all([import("./print.ts"), import("./errors.ts")]);
  const told = new KprovError("E_BUG", `Something failed that nobody waited for: ${messageOf(error)}`, {
    ...{ cause: error, hint: "code of a configuration or a rule that leaves a timer or a promise behind? see --debug" },
  });
  await printError(told, { json: process.argv.includes("--json"), debug: process.argv.includes("--debug") });
};

/** Design section 5; not from `errors.ts`, because `--version` must not wait for it. */
const undecided = 3;

/** Milliseconds. */
const patience = 250;
