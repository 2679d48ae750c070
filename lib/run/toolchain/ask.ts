/**
 * Brief questions to other programs.
 *
 * @module
 */
import { capture } from "../../exec.ts";

/** Where and with which environment a program would run. */
export interface Context {
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/**
 * What a program printed, standard output before standard error; null when it can't be started, fails, prints
 * more than 32 MiB or is not done after `timeout` milliseconds, in which case its descendants are ended too.
 */
export const ask = async (
  argv: readonly [string, ...string[]],
  context: Context,
  timeout: number,
): Promise<string | null> => {
  try {
    const { status, stdout, stderr } = await capture(argv, {
      ...context,
      timeout,
      maxBytes: 32 * 2 ** 20,
      ownGroup: true,
    });
    return status === 0 ? `${stdout.toString("utf8")}\n${stderr}` : null;
  } catch {
    return null; // An answer that can't be had is not recorded; the step itself is not concerned.
  }
};

/** The first line of an answer that is not empty. */
export const firstLine = (answer: string | null): string | null =>
  answer
    ?.split("\n")
    .map((line) => line.trim())
    .find((line) => line !== "") ?? null;
