/**
 * Where a site may stand: a new directory, or one that holds nothing but a site of this program.
 *
 * @module
 */
import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { KprovError } from "../errors.ts";
import { readSmallFile } from "../files.ts";

/** Name of the directory of the data of one site. */
export const dataName = /^data-[0-9a-f]{16}$/;

/** True for an older site, false for nothing at all. Throws `E_USAGE` for anything else, and as the file system does. */
export const isOlderSite = (path: string, shown: string): boolean => {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  if (!stats.isDirectory()) throw notOurs(shown, "it is no directory");
  const names = readdirSync(path);
  const strange = names.find((name) => !isOurs(path, name));
  if (strange !== undefined) throw notOurs(shown, `it holds "${strange}", which no site has`);
  if (!names.includes("index.html") || !isPage(join(path, "index.html")))
    throw notOurs(shown, "it holds no site of this program");
  return true;
};

// --- internal ---

const notOurs = (shown: string, why: string): KprovError =>
  new KprovError("E_USAGE", `Cannot write a site to "${shown}": ${why}`, {
    hint: "name a new directory, or one that holds nothing but an older site",
  });

const isOurs = (top: string, name: string): boolean => {
  const path = join(top, name);
  const stats = lstatSync(path);
  if (name === "index.html" || name === ".kprov-site") return stats.isFile();
  return dataName.test(name) && stats.isDirectory() && readdirSync(path).every((file) => isDataFile(path, file));
};

const isDataFile = (dir: string, file: string): boolean =>
  /^(?:[a-z]+(?:-[0-9a-f]+)?\.js|report-[0-9a-f]{16}\.html)$/.test(file) && lstatSync(join(dir, file)).isFile();

const isPage = (path: string): boolean =>
  readSmallFile(path, 4 * 2 ** 20)
    .toString("utf8", 0, 4096)
    .includes('<meta name="kprov-site" content="kprov.site/v1">');
