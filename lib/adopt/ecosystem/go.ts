/**
 * Go modules and workspaces.
 *
 * @module
 */
import type { Project } from "../facts.ts";
import { below, type View } from "../view.ts";

export const goManifests = ["go.work", "go.mod"];

/** The module, or workspace of modules, at `root` (go.dev/ref/mod, "go.mod files" and "go.work files"). */
export const surveyGo = async (view: View, root: string, manifest: string): Promise<Project> => {
  const text = view.text(manifest) ?? "";
  const isWorkspace = manifest.endsWith("go.work");
  const version = /^go\s+(\d+\.\d+)(?:\.\d+)?(?:rc\d+)?\s*(?:\/\/.*)?$/m.exec(text)?.[1];
  const packages = isWorkspace ? usedModules(text).map((dir) => (dir === "." ? "./..." : `./${dir}/...`)) : ["./..."];
  const go = ["go", ...(root === "" ? [] : ["-C", root])];
  const hasTests = view.paths.some(
    (path) => path.endsWith("_test.go") && path.startsWith(root === "" ? "" : `${root}/`),
  );
  const hasCode = view.paths.some((path) => path.endsWith(".go") && path.startsWith(root === "" ? "" : `${root}/`));
  const commands = {
    lint: [...go, "vet", ...packages],
    ...(hasTests && { test: [...go, "test", ...packages] }),
    build: [...go, "build", ...packages],
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
