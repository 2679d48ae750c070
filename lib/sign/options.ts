/**
 * How a signer is opened: where, with which environment, and how to ask for a passphrase.
 *
 * @module
 */
import type { Talk } from "../command.ts";
import { KprovError } from "../errors.ts";
import type { Terminal } from "./hidden-input.ts";
import type { Passphrases } from "./passphrase.ts";

export interface SignerOptions {
  cwd: string;
  /** Default: the process's own. */
  env?: NodeJS.ProcessEnv;
  /** An open file descriptor whose first line is the passphrase. */
  passphraseFd?: number;
  /** Null: never ask. Default: the process's own, when stdin and stderr are one. */
  terminal?: Terminal | null;
  /** Milliseconds that a program, an agent or a service may take for one answer. Default 60,000: a person may have to confirm. */
  timeout?: number;
  /** Shared by several signers of one command line, so that the descriptor is read once. Made of the fields above by default. */
  passphrases?: Passphrases;
  /** Told every passphrase that was given, so that it can be kept out of what is said and recorded. */
  onPassphrase?: (passphrase: string) => void;
  /** Told what a person should know, such as that a public log is written to. */
  talk?: Talk;
}

/** Default of `timeout`. */
export const patience = 60_000;

/** The value of `--passphrase-fd` → a file descriptor. Throws `E_USAGE`. */
export const parsePassphraseFd = (text: string): number => {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new KprovError("E_USAGE", `"--passphrase-fd" takes the number of an open file, found "${text}"`, {
    hint: "for example --passphrase-fd 3 3< passphrase.txt",
  });
};
