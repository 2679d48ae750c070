/**
 * A line that is typed and not shown.
 *
 * @module
 */
import { StringDecoder } from "node:string_decoder";
import { KprovError } from "../errors.ts";

export interface Terminal {
  input: NodeJS.ReadableStream & { isRaw?: boolean; setRawMode?: (isRaw: boolean) => unknown };
  output: NodeJS.WritableStream;
}

/** The process's own terminal; null when stdin or stderr is something else. Stdout carries results only. */
export const ownTerminal = (): Terminal | null =>
  process.stdin.isTTY === true && process.stderr.isTTY === true
    ? { input: process.stdin, output: process.stderr }
    : null;

/**
 * Ask, and read one line without showing it. Erase, kill-line and interrupt work as they do in a shell.
 *
 * Throws `E_INTERRUPTED` on ctrl-C (exit 130) and when the terminal is closed.
 */
export const readHidden = (question: string, { input, output }: Terminal): Promise<string> =>
  new Promise((resolve, reject) => {
    const line = lineReader();
    const wasRaw = input.isRaw === true;
    const finish = (settle: () => void, rest = ""): void => {
      input.off("data", onData);
      input.off("end", onEnd);
      input.pause();
      input.setRawMode?.(wasRaw);
      output.write("\n");
      // What was pasted behind the line answers the next question.
      if (rest !== "") (input as NodeJS.ReadableStream).unshift(Buffer.from(rest));
      settle();
    };
    const onEnd = (): void => finish(() => reject(interrupted()));
    const onData = (chunk: Buffer | string): void => {
      const { state, rest } = line.add(chunk);
      if (state === "done") finish(() => resolve(line.text()), rest);
      else if (state === "interrupted") onEnd();
    };
    output.write(question);
    input.setRawMode?.(true);
    input.on("data", onData);
    input.on("end", onEnd);
    input.resume();
  });

// --- internal ---

const interrupted = (): KprovError =>
  new KprovError("E_INTERRUPTED", "Interrupted before a passphrase was given", { exit: 130 });

interface Added {
  state: "open" | "done" | "interrupted";
  /** What came after the end of the line. */
  rest: string;
}

const lineReader = () => {
  const decoder = new StringDecoder("utf8");
  let typed: string[] = [];
  const add = (chunk: Buffer | string): Added => {
    const text = (typeof chunk === "string" ? chunk : decoder.write(chunk)).replace(keySequences, "");
    const characters = [...text];
    for (const [index, character] of characters.entries()) {
      if (lineEnds.has(character)) return { state: "done", rest: characters.slice(index + 1).join("") };
      if (character === ctrlC || (character === ctrlD && typed.length === 0)) return { state: "interrupted", rest: "" };
      typed = edited(typed, character);
    }
    return { state: "open", rest: "" };
  };
  return { add, text: () => typed.join("") };
};

const lineEnds: ReadonlySet<string> = new Set(["\r", "\n"]);
const [ctrlC, ctrlD, ctrlU] = ["\u0003", "\u0004", "\u0015"];
const erase: ReadonlySet<string> = new Set(["\u007f", "\b"]);

const edited = (typed: readonly string[], character: string): string[] => {
  if (erase.has(character)) return typed.slice(0, -1);
  if (character === ctrlU) return [];
  return character < " " ? [...typed] : [...typed, character];
};

/** What arrow and function keys send (ECMA-48 control sequences), and the marks around pasted text. */
const keySequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|O[A-Z])/g;
