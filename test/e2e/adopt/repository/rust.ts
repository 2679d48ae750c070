/**
 * A Rust package.
 *
 * @module
 */
import { commonPlants } from "../plants.ts";
import { replace, type Subject } from "../support.ts";

export const rust: Subject = {
  remote: "https://github.com/acme/claims-solver",
  files: {
    ".gitignore": "/target\n",
    "Cargo.toml": `[package]
name = "claims-solver"
version = "0.1.0"
edition = "2021"
rust-version = "1.63"
repository = "https://github.com/acme/claims-solver"
`,
    "Cargo.lock": 'version = 3\n\n[[package]]\nname = "claims-solver"\nversion = "0.1.0"\n',
    "src/main.rs": `fn main() {
    println!("{}", double(2));
}

fn double(n: i32) -> i32 {
    2 * n
}

#[test]
fn doubles() {
    assert_eq!(double(2), 4);
}
`,
    "README.md": "# Claims Solver\n",
  },
  commands: { test: ["cargo", "test", "--locked"], build: ["cargo", "build", "--locked"] },
  broken: ["COMMAND_FAILED", { "src/main.rs": replace("2 *", "3 *") }, ["test: violated (exit 101)"]],
  common: commonPlants({ name: "claims-solver", display: "Claims Solver", readmeLine: 2 }),
  plants: [
    [
      "RUNTIME_UNDECLARED",
      { "kprov.config.ts": replace("  runtime: {", '  runtime: {\n    go: ">=1.19",') },
      ["runtime.go"],
    ],
    ["NAME_MISMATCH", { "Cargo.toml": replace("claims-solver", "planted") }, ["Cargo.toml:2:8"]],
    ["URL_MISMATCH", { "Cargo.toml": replace("acme/claims-solver", "planted/claims-solver") }, ["Cargo.toml:6:14"]],
    ["SOURCE_MALFORMED", { "Cargo.toml": replace('"2021"', '"2021') }, ["Cargo.toml:4:"]],
    ["RUNTIME_MISMATCH", { "rust-toolchain": "1.50.0\n" }, ["rust-toolchain", "Cargo.toml:5:16"]],
    ["RUNTIME_UNTESTED", { "Cargo.toml": replace('"1.63"', '"1.62"') }, ["Cargo.toml", "5:16", "Rust 1.62"]],
    ["RUNTIME_UNREADABLE", { "rust-toolchain": "three\n" }, ["rust-toolchain", "1:1"]],
    ["RUNTIME_WRONG_VERSION", { "Cargo.toml": replace('"1.63"', '"1.999"') }, ["Cargo.toml", "5:16"]],
  ],
};
