import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** `path` itself, or the files below it that end in `ending`. */
export const filesBelow = (path: string, ending: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(ending))
        .map((name) => join(path, name))
        .sort()
    : [path];
