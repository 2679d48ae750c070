/**
 * The actions of `deny`, called in a directory.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Result } from "../../../../../lib/command.ts";
import { resolveConfig } from "../../../../../lib/config/index.ts";
import type { PlaceOptions } from "../../../../../lib/guard/private/command/place.ts";
import { type DenyList, idOf, parseDenyList } from "../../../../../lib/guard/private/document.ts";
import { salt } from "../../../../support/deny.ts";

export const usual = ".kprov/deny-list.json";

/** In `dir`, with the salt of all tests; `identity.forbidden` says where the list is, when `forbidden` does. */
export const placeIn = (
  dir: string,
  { forbidden, ...more }: Partial<PlaceOptions> & { forbidden?: { private?: string; saltFile?: string } } = {},
): PlaceOptions => ({
  ...{ cwd: dir, root: dir, env: { KPROV_DENY_SALT: salt } },
  config: resolveConfig(forbidden === undefined ? {} : { identity: { forbidden } }),
  ...more,
});

/** What stands on stdin. */
export const said = (cwd: string, text: string) => ({
  ...{ cwd, terminal: null },
  stdin: Readable.from([Buffer.from(text)]),
});

/** What people see. */
export const textOf = async (result: Result | Promise<Result>): Promise<string> =>
  (await result).text({ colour: false, width: 80, verbose: true });

export const listIn = (dir: string, file = usual): DenyList => parseDenyList(readFileSync(join(dir, file)), file);

export const idsIn = (dir: string, file = usual): string[] => listIn(dir, file).tokens.map(idOf).sort();
