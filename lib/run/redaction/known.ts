/**
 * The secrets that a run, and a process, knows of.
 *
 * @module
 */
import { passphraseVariable, saltVariable } from "../../exec.ts";
import { keepSecrets } from "../../secrecy.ts";
import { createRedactor } from "./redactor.ts";
import { readSecretFiles, type SecretFiles } from "./secret-files.ts";
import { findSecrets, isHarmless, type Secret } from "./secrets.ts";

/** What a run knows its secrets by. */
export interface KnownBy {
  env: NodeJS.ProcessEnv;
  /** Names of further variables. */
  secrets: readonly string[];
  secretFiles: SecretFiles;
  /** What unlocked the keys that sign the run. */
  passphrases?: readonly string[];
}

/** Everything that must not reach the evidence of a run. Throws `E_SECRET_FILE`. */
export const secretsOf = ({ env, secrets, secretFiles, passphrases = [] }: KnownBy): Secret[] => [
  ...findSecrets(env, { names: [...secrets, passphraseVariable, saltVariable] }),
  ...readSecretFiles(secretFiles, (value) => isHarmless(value, env)),
  ...passphrases.map((value) => ({ name: "passphrase", value })),
];

/** From now on `withoutSecrets` knows all of these. Throws `E_SECRET_FILE`. */
export const keepKnownSecrets = (known: KnownBy): void => {
  const redact = createRedactor(secretsOf(known)).text;
  keepSecrets(() => redact);
};

/**
 * Takes secrets out of what is said: those of the environment and, once a configuration is known, those that it names. What
 * it replaces is not counted as replaced in the evidence. Never throws.
 */
export const redactWords = (env: NodeJS.ProcessEnv, known?: KnownBy): ((text: string) => string) => {
  try {
    if (known !== undefined) return createRedactor(secretsOf(known)).text;
  } catch {
    // The run itself will say which file it could not read.
  }
  return createRedactor(findSecrets(env, { names: [...(known?.secrets ?? []), passphraseVariable, saltVariable] }))
    .text;
};
