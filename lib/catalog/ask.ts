/**
 * What every command that asks the catalog has in common.
 *
 * @module
 */
import { configArgs } from "../cli.ts";
import type { Talk } from "../command.ts";
import type { FlagDefs } from "../flags.ts";
import { type CatalogFlags, findCatalog } from "./place.ts";
import { type CatalogReader, unsettled } from "./port.ts";
import { madeUnder, openReader } from "./registry.ts";

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

/**
 * Open the catalog that `args` mean, so that it cannot be written, use it, and close it. Through `talk` it is said when some of
 * what it answers may be by other rules. Throws what `openCatalog` throws.
 */
export const askCatalog = async <T>(
  args: CatalogFlags,
  { talk }: { talk: Pick<Talk, "warn"> },
  use: (reader: CatalogReader) => T | Promise<T>,
): Promise<T> => {
  const reader = await openReader(await findCatalog(args));
  try {
    if (madeUnder(reader)?.searchable === unsettled)
      talk.warn("an update of the catalog is under way, or was ended half-way: kprovengine index finishes it");
    return await use(reader);
  } finally {
    reader.close();
  }
};
