/**
 * What must not be said: one place through which errors and talk pass, whatever they quote.
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
};

/** `text` as it may be said. */
export const withoutSecrets = async (text: string): Promise<string> => {
  if (source === undefined) return text;
  try {
    loaded ??= Promise.resolve(source());
    return (await loaded)(text);
  } catch {
    return "(not shown: the secrets in it could not be looked for)";
  }
};

// --- internal ---

let source: (() => Redact | Promise<Redact>) | undefined;
let loaded: Promise<Redact> | undefined;
