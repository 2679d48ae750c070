/**
 * The questions of init, on a terminal.
 *
 * @module
 */
import { createInterface, type Interface } from "node:readline/promises";
import { KprovError } from "../errors.ts";
import { visible } from "../text.ts";
import { type Answers, directoryProblem } from "./answers.ts";
import { canonicalUrl } from "./remote.ts";

export interface Terminal {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
}

/** Ask for each answer; an empty line takes the proposal. Throws `E_INTERRUPTED` when the terminal is closed. */
export const askAnswers = (proposed: Answers, terminal: Terminal): Promise<Answers> =>
  withReader(terminal, async (ask) => {
    const name = await ask("Technical name", proposed.name, (text) =>
      /^\S+$/.test(text) ? undefined : "one word, please",
    );
    const repository = await ask("Canonical URL of the repository", proposed.repository ?? "none", (text) =>
      text === "none" || canonicalUrl(text) !== undefined
        ? undefined
        : "a URL such as https://github.com/acme/project, or none",
    );
    const ci = await ask("CI: github, gitlab or none", proposed.ci, (text) =>
      ["github", "gitlab", "none"].includes(text) ? undefined : "github, gitlab or none",
    );
    const governance = await ask("Directory of the governance documents", proposed.governance, directoryProblem);
    return {
      name,
      repository: repository === "none" ? null : (canonicalUrl(repository) ?? null),
      ci: ci as Answers["ci"],
      governance,
      vendor: proposed.vendor,
    };
  });

/** A question that is answered by yes or no; yes by default. */
export const confirm = (question: string, terminal: Terminal): Promise<boolean> =>
  withReader(terminal, async (ask) => {
    const answer = await ask(question, "yes", (text) => (/^(y|yes|n|no)$/i.test(text) ? undefined : "yes or no"));
    return /^y/i.test(answer);
  });

// --- internal ---

type Ask = (question: string, proposed: string, problem: (text: string) => string | undefined) => Promise<string>;

const withReader = async <Answer>({ input, output }: Terminal, use: (ask: Ask) => Promise<Answer>): Promise<Answer> => {
  const reader = createInterface({ input, output });
  const closing = new AbortController();
  reader.once("close", () => closing.abort());
  const ask: Ask = async (question, proposed, problem) => {
    for (;;) {
      const line = await answerOf(reader, `${question} [${visible(proposed)}] `, closing.signal);
      const text = line.trim() === "" ? proposed : line.trim();
      const why = problem(text);
      if (why === undefined) return text;
      output.write(`  ${why}\n`);
    }
  };
  try {
    return await use(ask);
  } finally {
    reader.close();
  }
};

/** A closed terminal would leave the question open for ever. */
const answerOf = async (reader: Interface, question: string, signal: AbortSignal): Promise<string> => {
  try {
    return await reader.question(question, { signal });
  } catch (cause) {
    throw new KprovError("E_INTERRUPTED", "Interrupted before anything was written", { cause, exit: 130 });
  }
};
