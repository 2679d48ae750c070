/**
 * The files that a repository declares itself in: read with places, and never half understood.
 *
 * @module
 */
export { type Dockerfile, type Label, parseDockerfile, type Stage } from "./dockerfile/index.ts";
export { SourceError } from "./fault.ts";
export { type GoMod, parseGoMod } from "./go-mod.ts";
export { parseToolVersions, readLines } from "./lines.ts";
export { mergesIn } from "./node.ts";
export { loadParsers, parseSource } from "./parse.ts";
export { openPublished, type Published, type Version } from "./published.ts";
export { type PythonCall, type PythonSource, type PythonValue, parsePython } from "./python/index.ts";
export { parseSetup } from "./python/setup.ts";
export type { Keys, Located, Tree } from "./tree.ts";
