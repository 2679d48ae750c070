/**
 * The import rules of the house, as data and one function.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** From the bottom up: a room may import the kernel and rooms before it. */
const order =
  "simd config output evidence compare sign verify trace exchange page store note catalog catalog-export guard adopt policy run indexing site workflow record namespace server console".split(
    " ",
  );

/** The file that speaks for the whole package; nobody inside imports it. */
const packageDoor = "lib/index.ts";

export type Sources = Record<string, string>;

/** Every TypeScript file of the product, path → text. */
export const readSources = (top: string): Sources => {
  const sources: Sources = {};
  for (const root of ["lib", "scripts"]) {
    for (const entry of readdirSync(join(top, root), { recursive: true, encoding: "utf8" })) {
      if (entry.endsWith(".ts")) sources[posix.join(root, entry)] = readFileSync(join(top, root, entry), "utf8");
    }
  }
  return sources;
};

/** Broken rules, one sentence each. */
export const judgeImports = (sources: Sources): string[] =>
  Object.entries(sources).flatMap(([from, text]) =>
    importsOf(text).flatMap((specifier) => {
      if (!specifier.startsWith(".")) return [];
      const to = posix.join(posix.dirname(from), specifier);
      const fault = judge(from, to);
      return fault === undefined ? [] : [`${from} imports ${to}: ${fault}`];
    }),
  );

// --- internal ---

const importsOf = (text: string): string[] =>
  [...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^;]*?from\s*"([^"]+)"|\bimport\("([^"]+)"\)/g)].map(
    (match) => match[1] ?? match[2] ?? "",
  );

const judge = (from: string, to: string): string | undefined => {
  const [own, other] = [roomOf(from), roomOf(to)];
  if (to === packageDoor) return "the package's own door is for users";
  if (/^(templates|test)\//.test(to)) return "templates and tests are never imported";
  if (to.startsWith("scripts/")) {
    const mayLoad = from === "scripts/kprovengine.ts" || from.startsWith("scripts/_");
    return mayLoad ? undefined : "no script is imported, but by the dispatcher";
  }
  if (other === undefined) return undefined;
  if (own === other)
    return isDriver(to) && !isRegistry(from) ? "only the room's registry knows its drivers" : undefined;
  if (!/^lib\/[^/]+\/index\.ts$/.test(to)) return "a room is entered through its index.ts";
  if (from.startsWith("scripts/") || from === packageDoor) return undefined;
  if (own === undefined) return "the kernel knows no room";
  return order.includes(other) && order.indexOf(other) < order.indexOf(own) ? undefined : "imports go down only";
};

/** The words for codes are so many that they have a directory; they are the kernel's all the same. */
const roomOf = (path: string): string | undefined => /^lib\/(?!codes\/)([^/]+)\//.exec(path)?.[1];
const isDriver = (path: string): boolean => path.includes("/drivers/");
const isRegistry = (path: string): boolean => /\/registry(\.gen)?\.ts$/.test(path) || isDriver(path);
