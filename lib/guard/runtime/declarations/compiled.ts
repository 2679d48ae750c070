/**
 * Go's and Rust's declarations: go.mod, Cargo.toml, rust-toolchain.
 *
 * @module
 */
import { parseGoMod, parseSource, readLines } from "../../sources/index.ts";
import type { Located, Tree } from "../../sources/tree.ts";
import { readValue, type Statement, textOf, unclear } from "../declaration.ts";
import { baseNameOf, isNamed, present, type Reader, valueAt } from "./source.ts";

/**
 * go.dev/ref/mod "go directive" and go.dev/doc/toolchain: both lines are minimums, the second of what is used for
 * the module itself. A newer Go obeys both. A go.work has the same two lines for all of its modules.
 */
export const goMod: Reader = {
  reads: isNamed("go.mod", "go.work"),
  read: async (path, text) => {
    const { go, toolchain } = await parseGoMod(path, text);
    return [
      ...present(go).map((found) =>
        readValue(found, { runtime: "go", kind: "range", grammar: "minimum", source: "go directive" }),
      ),
      ...present(toolchain).flatMap((found) => toolchainOf(found)),
    ];
  },
};

/** doc.rust-lang.org/cargo "The rust-version field": a minimum, also one that members of a workspace inherit. */
export const cargoToml: Reader = {
  reads: isNamed("Cargo.toml"),
  read: async (path, text) => {
    const tree = await parseSource(path, text);
    const own =
      tree.get(["package", "rust-version", "workspace"]) === undefined ? valueAt(tree, "package", "rust-version") : [];
    return [...own, ...valueAt(tree, "workspace", "package", "rust-version")].map((found) =>
      readValue(found, { runtime: "rust", kind: "range", grammar: "minimum", source: "rust-version" }),
    );
  },
};

/** rust-lang.github.io/rustup "The toolchain file": TOML, or in `rust-toolchain` a channel alone. */
export const rustToolchain: Reader = {
  reads: isNamed("rust-toolchain", "rust-toolchain.toml"),
  read: async (path, text) => {
    const isLegacy = baseNameOf(path) === "rust-toolchain" && !text.includes("[");
    if (isLegacy) return channelsOf(readLines(path, text), path);
    const tree = await parseSource(path, text);
    return channelsOf([...valueAt(tree, "toolchain", "channel"), ...pathOf(tree)], path);
  },
};

// --- internal ---

/** `default` is whatever is there. */
const toolchainOf = (found: Located<string>): Statement[] => {
  if (found.value === "default") return [];
  const text = found.value.replace(/^go(?=\d)/, "").replace(/-.*/, "");
  return [readValue(found, { runtime: "go", kind: "range", grammar: "minimum", source: "toolchain directive", text })];
};

/** A toolchain of the user's own in a directory. */
const pathOf = (tree: Tree): Located<string>[] =>
  present(tree.text(["toolchain", "path"])).map((found) => ({ ...found, value: `path:${found.value}` }));

const channelsOf = (found: readonly Located<unknown>[], path: string): Statement[] => {
  const source = "toolchain channel";
  if (found.length === 0) {
    return [unclear({ value: "", path, line: 1, column: 1 }, { runtime: "rust", source }, "it names no channel")];
  }
  return found.map((one) => {
    const text = textOf(one.value).replace(/-(?:x86_64|i686|aarch64|arm\w*|riscv\w*|powerpc\w*|s390x|wasm\w*)-.*/, "");
    return readValue(one, { runtime: "rust", kind: "exact", grammar: "prefix", source, text });
  });
};
