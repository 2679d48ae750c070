/**
 * pre-commit's declarations: the runtimes that hooks get, each in an environment of its own.
 *
 * @module
 */
import { parseSource } from "../../sources/index.ts";
import type { Located, Tree } from "../../sources/tree.ts";
import { isNested, readValue, type Statement, textOf } from "../declaration.ts";
import type { Runtime } from "../version.ts";
import { isNamed, type Reader, valueAt } from "./source.ts";

/**
 * pre-commit.com "Adding pre-commit plugins to your project", `default_language_version`, and "Overriding language
 * version". The version of a hook whose language only its own repository names says nothing here, unless it names
 * Python itself (`python3.12`).
 */
export const preCommit: Reader = {
  reads: isNamed(".pre-commit-config.yaml"),
  read: async (path, text) => {
    const tree = await parseSource(path, text);
    const source = "default_language_version";
    return [
      ...[...languages].flatMap(([name, runtime]) =>
        valueAt(tree, source, name).flatMap((found) => readVersion(found, runtime, source)),
      ),
      ...tree
        .items(["repos"])
        .flatMap((_, repo) =>
          tree.items(["repos", repo, "hooks"]).flatMap((__, hook) => readHook(tree, ["repos", repo, "hooks", hook])),
        ),
    ];
  },
};

// --- internal ---

const languages: ReadonlyMap<string, Runtime> = new Map(
  Object.entries<Runtime>({ python: "python", node: "node", golang: "go", rust: "rust" }),
);

const readHook = (tree: Tree, hook: (string | number)[]): Statement[] => {
  const language = tree.text([...hook, "language"])?.value ?? "";
  return valueAt(tree, ...hook, "language_version").flatMap((found) => {
    const isPython = isNested(found.value) || /^python/.test(textOf(found.value));
    const runtime = languages.get(language) ?? (isPython ? "python" : undefined);
    return runtime === undefined ? [] : readVersion(found, runtime, "language_version");
  });
};

/** `system`, `default` and a bare `python` take what is there. */
const readVersion = (found: Located<unknown>, runtime: Runtime, source: string): Statement[] => {
  if (found.value === "system" || found.value === "default" || found.value === "python") return [];
  const reading = { runtime, kind: "exact", grammar: "prefix", source, where: "hook" } as const;
  if (typeof found.value !== "string") return [readValue(found, reading)];
  return [readValue(found, { ...reading, text: found.value.replace(/^(?:python|pypy|go)-?(?=\d)/, "") })];
};
