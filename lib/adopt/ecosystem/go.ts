/**
 * Go modules and workspaces.
 *
 * @module
 */
import type { Project } from "../facts.ts";
import { below, type View } from "../view.ts";
import { inDirectory } from "./in-directory.ts";
import { pathWord } from "./words.ts";

export const goManifests = ["go.work", "go.mod"];

/** The module, or workspace of modules, at `root` (go.dev/ref/mod, "go.mod files" and "go.work files"). */
export const surveyGo = async (view: View, root: string, manifest: string): Promise<Project> => {
  const text = view.text(manifest) ?? "";
  const isWorkspace = manifest.endsWith("go.work");
  const version = /^go\s+(\d+\.\d+)(?:\.\d+)?(?:rc\d+)?\s*(?:\/\/.*)?$/m.exec(text)?.[1];
  const packages = isWorkspace ? usedModules(text).map((dir) => (dir === "." ? "./..." : `./${dir}/...`)) : ["./..."];
  const hasTests = view.paths.some(
    (path) => path.endsWith("_test.go") && path.startsWith(root === "" ? "" : `${root}/`),
  );
  const hasCode = view.paths.some((path) => path.endsWith(".go") && path.startsWith(root === "" ? "" : `${root}/`));
  const go = goIn(root, version);
  const commands = {
    lint: go("vet", packages),
    ...(hasTests && { test: go("test", packages) }),
    // A single main package would leave its program in the work tree, where the next `git add` takes it.
    build: go("build", ["-o", "/dev/null", ...packages]),
  };
  return {
    ecosystem: "go",
    root,
    manifest,
    name: moduleName(text) ?? moduleName(view.text(below(root, "go.mod")) ?? ""),
    manager: "go",
    runtime: version === undefined ? undefined : `>=${version}`,
    isWorkspace,
    // Without a package, every one of them is an error.
    commands: hasCode && packages.length > 0 ? commands : {},
    setup: { actions: [], lines: [] },
  };
};

// --- internal ---

/** `-C` came with Go 1.20, right behind the verb (go.dev/doc/go1.20, "Go command"). */
const goIn = (root: string, floor: string | undefined): ((verb: string, rest: readonly string[]) => string[]) => {
  const [major = 0, minor = 0] = floor?.split(".").map(Number) ?? [];
  const hasFlag = major > 1 || minor >= 20;
  return (verb, rest) => {
    if (root === "") return ["go", verb, ...rest];
    return hasFlag ? ["go", verb, "-C", pathWord(root), ...rest] : inDirectory(root, ["go", verb, ...rest]);
  };
};

/** The last element of the module's path, without its major version. */
const moduleName = (text: string): string | undefined =>
  /^module\s+"?([^\s"]+)"?/m
    .exec(text)?.[1]
    ?.replace(/\/v\d+$/, "")
    .split("/")
    .at(-1);

const usedModules = (text: string): string[] => {
  const block = /^use\s*\(([^)]*)\)/m.exec(text)?.[1] ?? "";
  const single = [...text.matchAll(/^use\s+([^\s(]+)/gm)].map((match) => match[1] ?? "");
  return [...block.split("\n").map((line) => line.replace(/\/\/.*/, "").trim()), ...single]
    .filter((dir) => dir !== "")
    .map((dir) => dir.replace(/^\.\//, "").replace(/\/+$/, "") || ".");
};
