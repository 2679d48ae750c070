/**
 * In the compiler's place in the one-file form: it would be larger than all the rest.
 *
 * @module
 */
import { KprovError } from "../errors.ts";

/** Throws `E_CONFIG`: nobody is left to try. */
export const evaluateCompiled = async (): Promise<never> => {
  throw new KprovError("E_CONFIG", "it is no plain object, or not valid, and this one file has no compiler", {
    hint: "write it plainly, as kprov.config.json, or use the installed package",
  });
};
