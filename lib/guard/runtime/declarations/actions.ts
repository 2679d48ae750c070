/**
 * Actions that set up a runtime, and where they are told its version.
 *
 * @module
 */
import type { Tool } from "../version.ts";

export interface SetUp {
  tool: Tool;
  /** Inputs with a version. */
  inputs: readonly string[];
  /** Inputs with the path of a file that declares one. */
  files: readonly string[];
  /** Read without an input, when git tracks it at the top. */
  fallback?: string;
  /** Without an input, the action's own reference is the version: `dtolnay/rust-toolchain@1.75`. */
  isNamedByRef?: boolean;
}

/** By owner and name, in lower case. */
export const actions: Readonly<Record<string, SetUp>> = {
  "actions/setup-python": {
    tool: "python",
    inputs: ["python-version"],
    files: ["python-version-file"],
    fallback: ".python-version",
  },
  "actions/setup-node": { tool: "node", inputs: ["node-version"], files: ["node-version-file"] },
  "actions/setup-go": { tool: "go", inputs: ["go-version"], files: ["go-version-file"] },
  "astral-sh/setup-uv": { tool: "python", inputs: ["python-version"], files: [] },
  "pdm-project/setup-pdm": { tool: "python", inputs: ["python-version"], files: ["python-version-file"] },
  "conda-incubator/setup-miniconda": { tool: "python", inputs: ["python-version"], files: [] },
  "dtolnay/rust-toolchain": { tool: "rust", inputs: ["toolchain"], files: [], isNamedByRef: true },
  "actions-rs/toolchain": { tool: "rust", inputs: ["toolchain"], files: [] },
  "actions-rust-lang/setup-rust-toolchain": { tool: "rust", inputs: ["toolchain"], files: [] },
  "moonrepo/setup-rust": { tool: "rust", inputs: ["channel"], files: [] },
  "pnpm/action-setup": { tool: "pnpm", inputs: ["version"], files: [] },
  "oven-sh/setup-bun": { tool: "bun", inputs: ["bun-version"], files: ["bun-version-file"] },
};
