/**
 * Names of commands of `npm` and its kin, and what npm takes for one of them: lib/utils/cmd-list.js of npm.
 *
 * @module
 */
import { isInstalling } from "./package-install.ts";

/** Whether a script's name stands behind it. */
export const isRunning = (program: string, command: string): boolean =>
  (program === "npm" ? /^(?:run|rum|urn?|run-(?:s(?:c(?:r(?:i(?:pt?)?)?)?)?)?)$/ : /^run(?:-script)?$/).test(command);

/** The script that npm runs by the command alone; undefined for other commands. */
export const lifecycleOf = (command: string): string | undefined => {
  const name = shorts.get(command) ?? command;
  return ["test", "start", "stop", "restart"].includes(name) ? name : undefined;
};

/** Whether it is a command that runs something of the project. */
export const isCommand = (program: string, word: string): boolean =>
  isRunning(program, word) ||
  lifecycleOf(word) !== undefined ||
  /^(?:exec?|x|dlx|explo(?:re?)?)$/.test(word) ||
  isInstalling(program, word, []);

// --- internal ---

const shorts = new Map([
  ...["t", "tst", "tes"].map((name) => [name, "test"] as const),
  ["sto", "stop"],
  ...["res", "rest", "resta", "restar"].map((name) => [name, "restart"] as const),
]);
