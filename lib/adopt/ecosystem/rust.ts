/**
 * Cargo packages and workspaces.
 *
 * @module
 */
import type { Project } from "../facts.ts";
import { below, type View } from "../view.ts";
import { pathWord } from "./words.ts";

export const rustManifests = ["Cargo.toml"];

/** The package or workspace at `root` (doc.rust-lang.org/cargo, "The Manifest Format" and "Workspaces"). */
export const surveyRust = async (view: View, root: string, manifest: string): Promise<Project> => {
  const cargo = await view.tree(manifest);
  const isWorkspace = cargo?.get(["workspace"]) !== undefined;
  const rest = [
    ...(isWorkspace ? ["--workspace"] : []),
    ...(view.has(below(root, "Cargo.lock")) ? ["--locked"] : []),
    ...(root === "" ? [] : ["--manifest-path", pathWord(manifest)]),
  ];
  const declared =
    cargo?.text(["package", "rust-version"])?.value ?? cargo?.text(["workspace", "package", "rust-version"])?.value;
  const hasClippy =
    view.has(below(root, "clippy.toml")) ||
    view.has(below(root, ".clippy.toml")) ||
    cargo?.get(["lints", "clippy"]) !== undefined ||
    cargo?.get(["workspace", "lints", "clippy"]) !== undefined;
  return {
    ecosystem: "rust",
    root,
    manifest,
    name: cargo?.text(["package", "name"])?.value,
    manager: "cargo",
    runtime: declared !== undefined ? `>=${declared}` : pinned(await toolchain(view, root)),
    isWorkspace,
    commands: {
      ...(hasClippy && { lint: ["cargo", "clippy", "--all-targets", ...rest] }),
      test: ["cargo", "test", ...rest],
      build: ["cargo", "build", ...rest],
    },
    setup: { actions: [], lines: [] },
  };
};

// --- internal ---

const toolchain = async (view: View, root: string): Promise<string | undefined> => {
  const tree = await view.tree(below(root, "rust-toolchain.toml"));
  return tree?.text(["toolchain", "channel"])?.value ?? view.text(below(root, "rust-toolchain"))?.trim();
};

/** A channel that is a version is the only one that runs; `stable` says nothing about versions. */
const pinned = (channel: string | undefined): string | undefined => {
  const version = /^(\d+)\.(\d+)(\.\d+)?$/.exec(channel ?? "");
  return version === null ? undefined : `>=${version[1]}.${version[2]} <${version[1]}.${Number(version[2]) + 1}`;
};
