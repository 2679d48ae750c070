/**
 * Running files of this program as Node does, from scripts that are compiled.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Script } from "node:vm";

/** As far as it is used here; `_compile` is what Node calls with each file of CommonJS. */
export interface ModuleClass {
  new (id: string, parent: LoadedModule): LoadedModule;
  prototype: { _compile?: (this: LoadedModule, content: string, filename: string, ...rest: unknown[]) => unknown };
  _cache: Record<string, LoadedModule>;
}

export interface LoadedModule {
  exports: object;
  filename: string | null;
  loaded: boolean;
  paths: string[];
  require: (id: string) => unknown;
}

/** A file, compiled; undefined for what Node has to compile. `name` is its path below the program's directory. */
export type Take = (source: Buffer, filename: string, name: string) => Script | undefined;

/** Runs a file as Node does, and what it asks for without Node's search for it, which takes as long as the rest. */
export const createRunner = (
  modules: ModuleClass,
  { dir, isKnown, take }: { dir: string; isKnown: (name: string) => boolean; take: Take },
) => {
  const run = (module: LoadedModule, script: Script, filename: string): unknown => {
    const folder = dirname(filename);
    const require = (id: string): unknown => (id.startsWith(".") ? load(module, join(folder, id)) : module.require(id));
    return script.runInThisContext().call(module.exports, module.exports, require, module, filename, folder);
  };
  const load = (parent: LoadedModule, path: string): unknown => {
    const there = modules._cache[path];
    if (there) return there.exports;
    const name = path.startsWith(dir) ? path.slice(dir.length) : "";
    const script = isKnown(name) ? take(readFileSync(path), path, name) : undefined;
    if (script === undefined) return parent.require(path);
    const module = Object.assign(new modules(path, parent), { filename: path, paths: parent.paths });
    // Others may ask Node for it, and there must be one of each.
    modules._cache[path] = module;
    run(module, script, path);
    module.loaded = true;
    return module.exports;
  };
  return run;
};

/** Not from node:module, which would load the loader of ES modules. */
export const mainClass = () => process.mainModule?.constructor as unknown as ModuleClass | undefined;
