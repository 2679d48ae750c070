/**
 * Whether foreign code that ran in this process has left the language's own objects alone, also by what it left behind.
 *
 * Apart from `foreign.ts`, which only those load that run such code.
 *
 * @module
 */
import { KprovError } from "../errors.ts";

/** Throws `E_CONFIG` when something was changed since foreign code was first run; all is put back. */
export const assertUntouched = (): void => {
  const changed = restore?.(true);
  if (changed === undefined) return;
  throw new KprovError("E_CONFIG", `Cannot trust what was judged: the configuration's code changed ${changed}`, {
    hint: "leave the language's own objects as they are: no gate can judge by others",
  });
};

/** What `assertUntouched` asks: `ask` puts all back, and returns the name of something that was changed. */
export const watch = (ask: Ask): void => {
  restore ??= ask;
};

// --- internal ---

type Ask = (isLate: boolean) => string | undefined;

let restore: Ask | undefined;
