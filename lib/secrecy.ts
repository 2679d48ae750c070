/**
 * What must not be said: one place through which errors, talk and documents pass, whatever they quote.
 *
 * The kernel doesn't know what a secret looks like; whoever does tells it here.
 *
 * @module
 */

/** Takes every known secret out of a text. */
export type Redact = (text: string) => string;

/**
 * From now on errors and talk of this process pass through what `load` gives, in the place of what was kept before.
 * It is called when something is to be said, once: most commands have nothing to say.
 */
export const keepSecrets = (load: () => Redact | Promise<Redact>): void => {
  source = load;
  loaded = undefined;
  atHand = undefined;
  keyed = undefined;
};

/**
 * The same of what is at hand. Only then is a text that has to be cut without it: of a secret, a cut leaves a part that nobody
 * can find any more. `digest`: a keyed one, by which nobody can test what the text was.
 */
export const keepSecretsAtHand = (load: () => Redact, digest?: (text: string) => string): void => {
  keepSecrets(load);
  atHand = load;
  keyed = digest;
};

/** There is more to be kept than when it was last asked: `load` is called again. */
export const askForSecrets = (): void => {
  loaded = undefined;
};

/** `text`, or of a longer one what it begins with, at most `length` characters with an ellipsis. */
export const cutShort = (text: string, length: number): string => {
  if (text.length <= length) return text;
  const said = redactedAtHand(text);
  return said.length <= length ? said : `${said.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…`;
};

/** The keyed digest of `text` where a secret is in `words`; undefined where there is none, and where nothing makes one. */
export const keyedDigest = (text: string, words: string): string | undefined =>
  keyed === undefined || redactedAtHand(words) === words ? undefined : keyed(text);

/** Whether any of it is at hand. */
export const hasSecretsAtHand = (): boolean => atHand !== undefined;

/** `text` without what is at hand; in doubt, another one. */
export const redactedAtHand = (text: string): string => {
  if (atHand === undefined) return text;
  const load = atHand;
  return guarded((one) => load()(one))(text);
};

/** In the place of a text that can't be looked at. */
export const hiddenText = "(not shown: the secrets in it could not be looked for)";

/** `text` as it may be said. */
export const withoutSecrets = async (text: string): Promise<string> =>
  source === undefined ? text : (await redactor())(text);

/** Whether anything is kept: without, a text is said as it is. */
export const hasSecrets = (): boolean => source !== undefined;

/** What takes out all that is kept, for many texts at once. Never throws: without a way to look, no text is shown. */
export const redactor = async (): Promise<Redact> => {
  if (source === undefined) return (text) => text;
  let redact: Redact;
  try {
    loaded ??= Promise.resolve(source());
    redact = await loaded;
  } catch {
    return () => hiddenText;
  }
  return guarded(redact);
};

// --- internal ---

const guarded =
  (redact: Redact): Redact =>
  (text) => {
    try {
      return redact(text);
    } catch {
      return hiddenText;
    }
  };

let source: (() => Redact | Promise<Redact>) | undefined;
let loaded: Promise<Redact> | undefined;
let atHand: (() => Redact) | undefined;
let keyed: ((text: string) => string) | undefined;
