import { describe, expect, it } from "vitest";
import { said } from "./support.ts";

describe("declarations of pre-commit", () => {
  it.each<[string, string, string[]]>([
    [
      "default versions",
      "default_language_version:\n  python: python3.12\n  node: 20.1.0\n  golang: 1.22.3\n  ruby: 3.3.0\n",
      ["exact python python3.12 @2:11", "exact node 20.1.0 @3:9", "exact go 1.22.3 @4:11"],
    ],
    ["what is there", "default_language_version: { python: system, node: default, rust: system }\n", []],
    ["a bare interpreter", "default_language_version: { python: python3 }\n", ["exact python python3 @1:37"]],
    ["a path", "default_language_version: { python: /usr/bin/python3 }\n", ["unclear python /usr/bin/python3 @1:37"]],
    ["a list", "default_language_version: { python: [python3.12] }\n", ["unclear python a list @1:37"]],
    [
      "hooks",
      `repos:
  - repo: local
    hooks:
      - { id: a, language: node, language_version: 20.1.0 }
      - { id: b, language_version: python3.11 }
      - { id: c, language_version: 1.2.3 }
      - { id: d, language: python, language_version: system }
      - { id: e, language: constructor, language_version: 1.2.3 }
`,
      ["exact node 20.1.0 @4:52", "exact python python3.11 @5:36"],
    ],
    ["nothing", "repos: []\n", []],
    ["what is malformed", "repos: [\n", ["SOURCE_MALFORMED .pre-commit-config.yaml"]],
  ])("reads %s", async (_, text, expected) => {
    expect(await said({ ".pre-commit-config.yaml": text })).toEqual(expected);
  });
});
