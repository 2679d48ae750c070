/**
 * Calling a rule: foreign code, which may throw, return anything, wait for ever or never return.
 *
 * @module
 */
import { Script } from "node:vm";
import { runForeign } from "../../config/index.ts";
import { errnoOf, messageOf } from "../../errors.ts";
import { guardIntrinsics } from "../../intrinsics.ts";

/** What one call came to: what it said, or why it said nothing. */
export type Answer = { said: unknown } | { failed: string };

/**
 * Call `judge` with each of `subjects`, all of it in at most `timeout` milliseconds. A call that fails is an answer of its
 * own, and the others go on.
 *
 * A loop that never ends is ended, but in code behind an `await`: that hangs, which is no pass. Throws an `Error` when the
 * time is over, when the code ends in something that nobody waits for, or when it changed the language's own objects.
 */
export const callRule = <Subject>(
  judge: (subject: Subject) => unknown,
  subjects: readonly Subject[],
  timeout: number,
): Promise<Answer[]> => {
  const callAll = () => subjects.map((subject) => attempt(() => judge(subject)));
  const restore = guardIntrinsics();
  /** Asked again and again: before anything of ours relies on them. */
  const assertIntact = (): void => {
    const changed = restore();
    if (changed !== undefined) throw new Error(`it changed ${changed}`);
  };
  const work = async (): Promise<Answer[]> => {
    const answers = runLimited(callAll, timeout);
    assertIntact();
    const settled = await Promise.all(answers.map(settle));
    assertIntact();
    return settled;
  };
  return runForeign(work, timeout);
};

// --- internal ---

const attempt = (call: () => unknown): Answer => {
  try {
    return { said: call() };
  } catch (error) {
    return { failed: reasonOf(error) };
  }
};

const settle = async (answer: Answer): Promise<Answer> => {
  if (!("said" in answer)) return answer;
  try {
    return { said: await answer.said };
  } catch (error) {
    return { failed: reasonOf(error) };
  }
};

const reasonOf = (error: unknown): string => {
  try {
    return (
      messageOf(error)
        .trim()
        .replaceAll(/\s*[\r\n]\s*/g, ", ") || "it threw an error without a message"
    );
  } catch {
    return "it threw what can't be read";
  }
};

const slots = globalThis as unknown as Record<symbol, (() => unknown) | undefined>;

const script = new Script('globalThis[Symbol.for("kprovengine.rule")]()', { filename: "rule" });

/**
 * The engine ends whatever runs below a script that is out of time, functions from elsewhere as well. No `catch` of theirs
 * sees that.
 */
const runLimited = <Result>(work: () => Result, timeout: number): Result => {
  const name = Symbol.for("kprovengine.rule");
  const before = slots[name];
  slots[name] = work;
  try {
    return script.runInThisContext({ timeout }) as Result;
  } catch (error) {
    if (errnoOf(error) === "ERR_SCRIPT_EXECUTION_TIMEOUT")
      throw new Error(`it did not come to an end within ${timeout} ms`);
    throw error;
  } finally {
    slots[name] = before;
  }
};
