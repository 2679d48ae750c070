/**
 * Commands called like functions, by a command line.
 *
 * @module
 */
import type { Command, Result, Surroundings } from "../../lib/command.ts";
import { type FlagDefs, parseFlags } from "../../lib/flags.ts";
import { memory } from "./run.ts";

export interface Called {
  result: Result;
  /** What a person would see. */
  text: string;
  stdout: string;
  stderr: string;
}

/** Call `command` in `cwd`; what it throws is thrown. */
export const call = async (command: Command, cwd: string, argv: readonly string[]): Promise<Called> => {
  const [stdout, stderr] = [memory(), memory()];
  const note = (message: string) => void stderr.write(`${message}\n`);
  const talk = { note, warn: note, debug: () => undefined, progress: () => undefined };
  const args = { _: [], ...parseFlags(argv, command.args as FlagDefs), cwd };
  const data: Surroundings = { talk, stdout, stderr };
  const result = (await command.run?.({ rawArgs: [...argv], args, cmd: command, data } as never)) as Result;
  const text = await result.text({ colour: false, width: 80, verbose: false });
  return { result, text, stdout: stdout.text(), stderr: stderr.text() };
};
