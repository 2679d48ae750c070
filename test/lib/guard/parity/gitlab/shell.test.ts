// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of GitLab stand in the data
import { describe, expect, it } from "vitest";
import { briefly, findingsOf, gate } from "../support.ts";

const judge = async (more: string, script: string, top = "") =>
  briefly(await findingsOf({ ".gitlab-ci.yml": `gate:\n  script: ["${script}"]\n${more}${top}` }));

describe("a script that bash alone understands", () => {
  it.each<[string, boolean]>([
    ["", true],
    ["  image: node:22\n", true],
    ["  image: node\n", true],
    ["  image: node:22-slim\n", true],
    ["  image: node@sha256:0000\n", true],
    ["  image: docker.io/library/python:3.13\n", true],
    ["  image: { name: ubuntu:24.04, entrypoint: [''] }\n", true],
    ["  image: $CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX/node:22\n", true],
    ["  image: ${CI_DEPENDENCY_PROXY_DIRECT_GROUP_IMAGE_PREFIX}/node:22\n", true],
    ["  image: node:$NODE\n  parallel: { matrix: [{ NODE: [20, '22'] }] }\n", true],
    ["  image: node:${NODE}\n  variables: { NODE: { value: '22' } }\n", true],
    ["  image: node:$NODE\n  variables: { NODE: 22, OTHER: alpine }\n", true],
    ["  image: alpine\n", false],
    ["  image: alpine:3.22\n", false],
    ["  image: { name: node:22-alpine }\n", false],
    ["  image: busybox\n", false],
    ["  image: registry.example.com/node:22\n", false],
    ["  image: acme/node:22\n", false],
    ["  image: $IMAGE\n", false],
    ["  image: node:$NODE\n", false],
    ["  image: node:$NODE\n  parallel: { matrix: [{ NODE: [20, 22-alpine] }] }\n", false],
    ["  image: node:$NODE\n  variables: { NODE: 22-alpine }\n", false],
    ["  image: node:$NODE\n  variables: { NODE: $OTHER }\n", false],
    [
      "  image: node:$NODE\n  parallel: { matrix: [{ NODE: !reference [.v, tags] }] }\n.v: { tags: [22-alpine] }\n",
      false,
    ],
    ["  image: node:$NODE\n  variables: { NODE: !reference [.v, tag] }\n.v: { tag: 22-alpine }\n", false],
    ["  image: !reference [.v]\n.v: alpine\n", false],
    ["  image: !reference [.v]\n.v: node:22\n", true],
    ["  image: { name: !reference [.v, name] }\n.v: { name: alpine }\n", false],
    ["  image: node:22-busybox\n", false],
  ])("in %j is followed: %s", async (more, hasBash) => {
    const script = `${gate} &> log`;
    expect(await judge(more, script)).toEqual(
      hasBash ? [] : [`UNREAD? .gitlab-ci.yml:2 ${script}`, expect.stringMatching("^NO_GATE")],
    );
    expect(await judge(more, gate)).toEqual([]);
    expect(await judge(more, `${gate} | tee log`)).toEqual([]);
  });

  it.each<[string, string, boolean]>([
    ["", "image: alpine\n", false],
    ["", "image: { name: alpine }\n", false],
    ["", "default: { image: alpine }\n", false],
    ["", "image: alpine\ndefault: { image: node:22 }\n", true],
    ["  image: node:22\n", "image: alpine\n", true],
    ["  inherit: { default: false }\n", "image: alpine\n", true],
    ["  inherit: { default: true }\n", "image: alpine\n", false],
    ["  inherit: { default: [before_script] }\n", "image: alpine\n", true],
    ["  inherit: { default: [image] }\n", "default: { image: alpine }\n", false],
    ["  extends: .a\n", ".a: { image: alpine }\n", false],
  ])("with %j and %j is followed: %s", async (more, top, hasBash) => {
    const found = await judge(more, `${gate} &> log`, top);
    expect(found.length === 0).toBe(hasBash);
  });
});

describe("the program that an image begins with", () => {
  it.each<[string, string, string[]]>([
    ["  image: { name: 'node:22', entrypoint: ['true'] }\n", "", ["3 true"]],
    ["  image: { name: 'node:22', entrypoint: 'true' }\n", "", ["3 true"]],
    ["  image: { name: 'node:22', entrypoint: [/bin/sh, -c, 'true'] }\n", "", ["3 /bin/sh -c true"]],
    ["  image: { name: 'node:22', entrypoint: [./bash, -c] }\n", "", ["3 ./bash -c"]],
    ["", "default: { image: { name: 'node:22', entrypoint: ['true'] } }\n", ["3 true"]],
    ["", "image: { name: 'node:22', entrypoint: [/usr/bin/env, A=b] }\n", ["3 /usr/bin/env A=b"]],
    ["", "image: { name: 'node:22', entrypoint: ['true'] }\ndefault: { image: 'node:22' }\n", []],
    ["  image: 'node:22'\n", "image: { name: 'node:22', entrypoint: ['true'] }\n", []],
    ["  inherit: { default: false }\n", "image: { name: 'node:22', entrypoint: ['true'] }\n", []],
    ["  image: !reference [.a, image]\n", ".a: { image: { name: 'node:22', entrypoint: [x, y] } }\n", ["4 x y"]],
    ["  image: { name: 'node:22', entrypoint: !reference [.a, b] }\n", ".a: { b: ['true'] }\n", ["3 .a b"]],
    ["  image: { name: 'node:22', entrypoint: [''] }\n", "", []],
    ["  image: { name: 'node:22', entrypoint: [] }\n", "", []],
    ["  image: { name: 'node:22', entrypoint: ~ }\n", "", []],
    ["  image: { name: 'node:22', entrypoint: [/bin/sh, -c] }\n", "", []],
    ["  image: { name: 'node:22', entrypoint: [bash, -c] }\n", "", []],
  ])("of %j with %j decides what becomes of the script", async (more, top, expected) => {
    expect(await judge(more, gate, top)).toEqual(expected.map((one) => `UNREAD? .gitlab-ci.yml:${one}`));
  });
});

describe("an image", () => {
  it.each<[string, string | undefined]>([
    ["  image: node:$CI_COMMIT_REF_SLUG\n", "node:$CI_COMMIT_REF_SLUG"],
    ["  image: { name: 'x/${CI_MERGE_REQUEST_TITLE}' }\n", "x/${CI_MERGE_REQUEST_TITLE}"],
    ["  image: node:$TAG\n  variables: { TAG: $CI_COMMIT_BRANCH }\n", "node:$TAG"],
    ["  image: node:$CI_MERGE_REQUEST_SOURCE_BRANCH_NAME\n", "node:$CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"],
    ["  image: node:22\n", undefined],
    ["  image: $CI_REGISTRY_IMAGE/ci:$CI_COMMIT_SHA\n", undefined],
    ["  image: node:$CI_DEFAULT_BRANCH\n", undefined],
    ["  image: node:$NODE\n  variables: { NODE: 22, TITLE: $CI_COMMIT_TITLE }\n", undefined],
  ])("%j is chosen by whoever proposes the change: %s", async (more, written) => {
    expect(await judge(more, gate)).toEqual(written === undefined ? [] : [`UNREAD? .gitlab-ci.yml:3 ${written}`]);
  });

  it("may be said of all jobs", async () => {
    const top = "default: { image: 'node:$CI_COMMIT_REF_NAME' }\n";
    expect(await judge("", gate, top)).toEqual(["UNREAD? .gitlab-ci.yml:3 node:$CI_COMMIT_REF_NAME"]);
    expect(await judge("  image: node:22\n", gate, top)).toEqual([]);
  });
});
