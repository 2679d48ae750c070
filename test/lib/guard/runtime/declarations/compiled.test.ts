import { expect, it } from "vitest";
import { texts } from "./support.ts";

const channel = (text: string, ...expected: string[]): [string, string, string[]] => [
  "rust-toolchain",
  `${text}\n`,
  expected,
];

it.each<[string, string, string[]]>([
  ["go.mod", "module a\n\ngo 1.22\n\ntoolchain go1.23.4-custom\n", ["range go 1.22", "range go go1.23.4-custom"]],
  ["go.mod", "module a\n\ntoolchain 1.go23\n", ["unclear go 1.go23"]],
  ["a/rust-toolchain", "1.75\n", ["exact rust 1.75"]],
  ["a/go.work", "go 1.23\n\ntoolchain go1.23.4\n", ["range go 1.23", "range go go1.23.4"]],
  ["my.go.mod", "go 1.22\n", []],
  ["Cargo.toml", '[package]\nname = "a"\n', []],
  [
    "Cargo.toml",
    '[package]\nrust-version = "1.75"\n[workspace.package]\nrust-version = "1.80"\n',
    ["range rust 1.75", "range rust 1.80"],
  ],
  ["rust-toolchain", '[toolchain]\nchannel = "1.75"\n', ["exact rust 1.75"]],
  ["rust-toolchain.toml", 'channel = "1.75"\n', ["unclear rust "]],
  ["rust-toolchain.toml", "1.75\n", ["SOURCE_MALFORMED rust-toolchain.toml"]],
  ["rust-toolchain.toml", '[toolchain]\nchannel = " 1.75 "\n', ["exact rust  1.75 "]],
  ["rust-toolchain.toml", '[toolchain]\nchannel = "1.75"\npath = "a"\n', ["exact rust 1.75", "unclear rust path:a"]],
  channel("# a\n", "unclear rust "),
  channel("", "unclear rust "),
  channel("\n 1.75.0", "exact rust 1.75.0"),
  ...[
    "aarch64-apple-darwin",
    "i686-pc-windows-gnu",
    "armv7-unknown-linux-gnueabihf",
    "riscv64gc-unknown-linux-gnu",
  ].map((host) => channel(`1.75.0-${host}`, `exact rust 1.75.0-${host}`)),
  ...["powerpc64le-unknown-linux-gnu", "s390x-unknown-linux-gnu", "wasm32-wasi", "arm-a"].map((host) =>
    channel(`1.75.0-${host}`, `exact rust 1.75.0-${host}`),
  ),
  ...["x86_64", "mips-a", "x86_64x-a"].map((host) => channel(`1.75.0-${host}`, `unclear rust 1.75.0-${host}`)),
])("%s: %j", async (path, text, expected) => {
  expect(await texts({ [path]: text })).toEqual(expected);
});
