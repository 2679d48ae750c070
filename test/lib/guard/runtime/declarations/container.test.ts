// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, it } from "vitest";
import { gatherStatements } from "../../../../../lib/guard/runtime/gather.ts";
import { texts } from "./support.ts";

const from = "FROM python:3.12\n";
const image = '{ "image": "python:3.12" }';
const microsoft = "mcr.microsoft.com/devcontainers";

describe("files about containers", () => {
  it.each<[string, string, boolean]>([
    ...["Dockerfile", "a/Containerfile", "Dockerfile.dev", "a/x.dockerfile", ".Dockerfile", "x.Containerfile"].map(
      (path): [string, string, boolean] => [path, from, true],
    ),
    ...["myDockerfile", "Dockerfile/a", "Dockerfile.d/a", "x.Dockerfile.md", "Dockerfiles", "a.dockerfiles"].map(
      (path): [string, string, boolean] => [path, from, false],
    ),
    ...[".devcontainer.json", "a/.devcontainer/devcontainer.json", ".devcontainer/x/devcontainer.json"].map(
      (path): [string, string, boolean] => [path, image, true],
    ),
    ...[
      "devcontainer.json",
      ".devcontainer/a/b/devcontainer.json",
      "my.devcontainer.json",
      "a.devcontainer/devcontainer.json",
    ].map((path): [string, string, boolean] => [path, image, false]),
  ])("%s: %j is read: %s", async (path, text, isRead) => {
    expect(await texts({ [path]: text })).toEqual(isRead ? ["exact python python:3.12"] : []);
  });

  it("say nothing of stages that are called like an image", async () => {
    expect(await texts({ Dockerfile: "FROM python:3.12 AS node\nFROM node\n" })).toEqual(["exact python python:3.12"]);
  });

  it.each<[string, string[]]>([
    ['"ghcr.io/devcontainers/features/go:1": { "version": "1.22" }', ["exact go 1.22"]],
    ['"ghcr.io/devcontainers/features/rust@sha256:0": { "version": "1.75" }', ["exact rust 1.75"]],
    ['"ghcr.io/devcontainers/features/python": { "version": "3.12" }', ["exact python 3.12"]],
    ['"ghcr.io/devcontainers/features/node:1": { "version": "none" }', []],
    ['"ghcr.io/devcontainers/features/node:1": { "version": "lts" }', ["unclear node lts"]],
    ['"ghcr.io/devcontainers/features/node:1": {}', []],
    ['"ghcr.io/devcontainers/features/nodejs:1": { "version": "20" }', []],
    ['"a/node:1": { "version": "20" }', []],
  ])("features: %s", async (feature, expected) => {
    expect(await texts({ ".devcontainer.json": `{ "features": { ${feature} } }` })).toEqual(expected);
  });
});

describe("names of images", () => {
  it.each<[string, string]>([
    ["python:3.12@sha256:0a", "exact python"],
    ["python@sha256:0a", "unclear python"],
    ["python:", "unclear python"],
    ["localhost:5000/a-b/c.d/python:3.12", "exact python"],
    ["localhost:5000/python", "unclear python"],
    ["a/go:1.22", "exact go"],
    ["python:slim", "unclear python"],
    ["python:3.12.", "unclear python"],
    ["mypython:3.12", ""],
    ["python/tool:1", ""],
    ["a/python:3.12/b", "unclear python"],
    ["ghcr.io/astral-sh/uv:0.4.1-python3.12-alpine", "exact python"],
    ["ghcr.io/astral-sh/uv:python3.12", "exact python"],
    ["ghcr.io/astral-sh/uv:0.4.1", ""],
    ["ghcr.io/astral-sh/uv:x-python3.12", ""],
    ["ghcr.io/astral-sh/uv:pythonx", ""],
    ["ghcr.io/astral-sh/uv/x:python3.12", ""],
    [`${microsoft}/python:3.12`, "exact python"],
    [`${microsoft}/python:3.12-bookworm`, "exact python"],
    [`${microsoft}/typescript-node:1-20-bookworm`, "exact node"],
    [`${microsoft}/javascript-node:dev-20`, "exact node"],
    [`${microsoft}/python:1-x3.12`, "exact python"],
    [`${microsoft}/python:1-3.12x`, "exact python"],
    [`${microsoft}/python:dev`, ""],
    [`${microsoft}/rust:1-bookworm`, ""],
    [`${microsoft}/rust:1`, ""],
    ["rust:1.75", "exact rust"],
  ])("%s says %s", async (name, expected) => {
    const found = await texts({ Dockerfile: `FROM ${name}\n` });
    expect(found).toEqual(expected === "" ? [] : [`${expected} ${name}`]);
  });

  it.each([
    [`${microsoft}/python:1-3.12-bookworm`, "3.12.0", "1.0.0"],
    [`${microsoft}/python:3-bookworm`, "3.1.0", "2.0.0"],
    ["ghcr.io/astral-sh/uv:0.4-python3.12", "3.12.0", "3.11.0"],
    ["python:3.12-3.9", "3.12.0", "3.9.0"],
    ["localhost:5000/python:3.12", "3.12.0", "3.11.0"],
  ])("%s picks %s, and not %s", async (name, inside, outside) => {
    const { views } = await gatherStatements({
      paths: ["Dockerfile"],
      versions: async () => [{ from: "index", text: `FROM ${name}\n` }],
    });
    const [found] = views[0]?.statements ?? [];
    expect(found !== undefined && "set" in found && found.set.has(inside)).toBe(true);
    expect(found !== undefined && "set" in found && found.set.has(outside)).toBe(false);
  });

  it.each<[string, string[]]>([
    ["$REGISTRY/python:3.12", ["tested python $REGISTRY/python:3.12"]],
    ["${REGISTRY}/a/python:3.12", ["tested python ${REGISTRY}/a/python:3.12"]],
    ["python:$V", ["unclear python python:$V"]],
    ["python:3.12-$VARIANT", ["unclear python python:3.12-$VARIANT"]],
    ["python:3.12@$D", []],
    ["$IMAGE", ["unseen $IMAGE: which image it is, is known only when it runs"]],
    ["a/$IMAGE:1", ["unseen a/$IMAGE:1: which image it is, is known only when it runs"]],
    ["a/x-$I@sha256:0", ["unseen a/x-$I@sha256:0: which image it is, is known only when it runs"]],
    ["$A/b:1", []],
    [" python:3.12 ", ["tested python  python:3.12 "]],
  ])("in GitLab CI: %s", async (name, expected) => {
    expect(await texts({ ".gitlab-ci.yml": `t: { image: "${name}" }\n` })).toEqual(expected);
  });
});
