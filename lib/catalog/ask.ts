/**
 * What every command that asks the catalog has in common.
 *
 * @module
 */
import { configArgs } from "../cli.ts";
import type { FlagDefs } from "../flags.ts";
import { type CatalogFlags, findCatalog } from "./place.ts";
import type { CatalogReader } from "./port.ts";
import { openReader } from "./registry.ts";

/** Flags of those commands. */
export const catalogArgs = {
  catalog: {
    type: "string",
    valueHint: "FILE",
    description: "Use this catalog; default: catalog.file of the configuration, else .kprov/catalog.sqlite",
  },
  local: { type: "boolean", description: "Read and show times in local time instead of UTC" },
  ...configArgs,
} as const satisfies FlagDefs;

/** Open the catalog that `args` mean, so that it cannot be written, use it, and close it. Throws what `openCatalog` throws. */
export const askCatalog = async <T>(args: CatalogFlags, use: (reader: CatalogReader) => T | Promise<T>): Promise<T> => {
  const reader = await openReader(await findCatalog(args));
  try {
    return await use(reader);
  } finally {
    reader.close();
  }
};
