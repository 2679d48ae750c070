/**
 * A question that is answered by yes or no, and by nothing else.
 *
 * @module
 */
import { KprovError } from "./errors.ts";

/**
 * Ask until somebody answers; there is no default. Throws `E_INTERRUPTED` (exit 130) when the terminal is closed.
 */
export const askYesOrNo = async (
  question: string,
  { input, output }: { input: NodeJS.ReadableStream; output: NodeJS.WritableStream },
): Promise<boolean> => {
  // Loaded here, because most commands never ask.
  const { createInterface } = await import("node:readline/promises");
  const reader = createInterface({ input, output });
  const ask = (): unknown => output.write(`${question} [yes or no] `);
  // Before the question: an answer that comes at once must not be missed.
  const lines = reader[Symbol.asyncIterator]();
  try {
    ask();
    for await (const line of lines) {
      const answer = line.trim();
      if (/^(?:y|yes)$/i.test(answer)) return true;
      if (/^(?:n|no)$/i.test(answer)) return false;
      ask();
    }
  } finally {
    reader.close();
  }
  throw new KprovError("E_INTERRUPTED", "Interrupted before anything was written", { exit: 130 });
};
