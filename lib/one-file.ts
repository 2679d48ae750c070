/**
 * What only the one-file form has: the build puts another module in this one's place there, see `scripts/_one-file.ts`.
 *
 * @module
 */

export interface OneFile {
  /** Name below `templates/` → text. */
  templates: Readonly<Record<string, string>>;
}

/** `import()`, which Node gives to modules and not to a function that is compiled from text, as in the one file. */
export const importModule = (url: string): Promise<Record<string, unknown>> => import(url);

/** Undefined in the package, whose files lie beside it. */
export const oneFile: OneFile | undefined = undefined as OneFile | undefined;
