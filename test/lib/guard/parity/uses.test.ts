import { describe, expect, it } from "vitest";
import { isKnownAction, pinFinding } from "../../../../lib/guard/parity/uses.ts";

const sha1 = "a".repeat(40);
const sha256 = "b".repeat(64);

describe("a pin of what CI uses", () => {
  it.each([
    `actions/checkout@${sha1}`,
    `actions/checkout@${sha256}`,
    `acme/app/.github/workflows/ci.yml@${sha1}`,
    `docker://alpine@sha256:${sha256}`,
    "./.github/actions/build",
    "$/.github/actions/build",
    "project:acme/ci",
  ])("%s is one", (value) => {
    expect(pinFinding({ value, path: "ci.yml", line: 3, column: 9 })).toBeUndefined();
  });

  it.each<[string, string, string]>([
    ["actions/checkout@v4", '"v4"', "git ls-remote https://github.com/actions/checkout v4"],
    ["actions/checkout", "no version", "git ls-remote https://github.com/actions/checkout HEAD"],
    ["acme/app/.github/workflows/ci.yml@main", '"main"', "git ls-remote https://github.com/acme/app main"],
    [`a/b@${sha1}0`, `"${sha1}0"`, `git ls-remote https://github.com/a/b ${sha1}0`],
    [`a/b@x${sha1}`, `"x${sha1}"`, `git ls-remote https://github.com/a/b x${sha1}`],
    [
      `a/b@${sha1.toUpperCase()}`,
      `"${sha1.toUpperCase()}"`,
      `git ls-remote https://github.com/a/b ${sha1.toUpperCase()}`,
    ],
    [`a/b@sha256:${sha256}`, `"sha256:${sha256}"`, `git ls-remote https://github.com/a/b sha256:${sha256}`],
    [`a/b@${sha256} #\nv1`, `"${sha256} #\nv1"`, `git ls-remote https://github.com/a/b ${sha256} #\nv1`],
    ["docker://alpine:3", "no version", "name the image by its digest"],
    [`docker://alpine@${sha1}`, `"${sha1}"`, "name the image by its digest"],
    [`docker://alpine@sha256:${sha256}0`, `"sha256:${sha256}0"`, "name the image by its digest"],
  ])("%j is none", (value, actual, fix) => {
    const isImage = value.startsWith("docker://");
    expect(pinFinding({ value, path: "ci.yml", line: 3, column: 9 })).toMatchObject({
      ...{ code: "PARITY_UNPINNED", level: "violation", path: "ci.yml", line: 3, column: 9, actual, fix },
      message: `"${value}" is not pinned by ${isImage ? "its digest" : "a commit"}`,
      expected: isImage ? "@sha256:…" : "a commit of 40 hexadecimal digits behind @",
    });
  });
});

describe("actions that judge nothing", () => {
  it.each<[string, boolean]>([
    ["actions/checkout@v4", true],
    ["Actions/Checkout", true],
    ["actions/cache/restore@v4", true],
    ["actions/setup-node@v4", true],
    ["actions/checkout-evil@v4", false],
    ["evil/actions/checkout@v4", false],
    ["actions/stale@v9", false],
    ["swatinem/rust-cache@v2", true],
    ["acme/lint@v1", false],
    ["github/codeql-action/upload-sarif@v4", true],
    ["github/codeql-action/analyze@v4", false],
  ])("%s: %s", (value, expected) => {
    expect(isKnownAction(value)).toBe(expected);
  });
});
