import { describe, expect, it } from "vitest";
import { fateOfGate, jobOf } from "./support.ts";

const forAll = ["skipped for a push", "skipped for a change"];
const perhapsForAll = ["perhaps skipped for a push", "perhaps skipped for a change"];
const always = "  rules: [{ when: always }]\n";
const never = "  rules: [{ when: never }]\n";
const byTag = "  rules: [{ if: $CI_COMMIT_TAG }]\n";
const byVariable = "  rules: [{ if: $X }]\n";
const job = (name: string, more: string) => `${name}:\n  script: x\n${more}`;

describe("a stage around the others", () => {
  it.each<[string, string[]]>([
    ["  stage: .pre\n", forAll],
    ["  stage: .post\n", forAll],
    ["  stage: test\n", []],
    [`  stage: .pre\n${job("other", "")}`, []],
    [`  stage: .pre\n${job("other", "  stage: .post\n")}`, forAll],
    [`  stage: .post\n${always}${job("other", never)}`, forAll],
    [`  stage: .post\n${always}${job("other", byTag)}`, forAll],
    [`  stage: .post\n${always}${job("other", byVariable)}`, perhapsForAll],
    [`  stage: .post\n${always}${job("other", byVariable)}${job("more", always)}`, []],
    ["  extends: .a\n.a: { stage: .pre }\n", forAll],
  ])("%j", async (more, fate) => {
    expect(await fateOfGate(more)).toEqual(fate);
  });
});

describe("what a job needs, and is not there", () => {
  it.each<[string, string[]]>([
    [`  needs: [other]\n${always}${job("other", always)}`, []],
    [`  needs: [other]\n${always}${job("other", never)}`, forAll],
    [`  needs: [{ job: other }]\n${always}${job("other", byTag)}`, forAll],
    [`  needs: [{ job: other, optional: true }]\n${always}${job("other", byTag)}`, []],
    [`  needs: [{ job: other, optional: true }]\n${always}${job("other", `  when: manual\n${byTag}`)}`, []],
    [`  needs: [other]\n${always}${job("other", byVariable)}`, perhapsForAll],
    [
      `  needs: [{ job: other, optional: true }]\n${always}${job("other", `  needs: [more]\n${byVariable}`)}${job("more", byVariable)}`,
      [],
    ],
    [`  needs: [{ job: other, pipeline: $P }]\n${always}${job("other", never)}`, []],
    // Whatever waits for it, the pipeline is not made.
    [`${always}${job("other", `  needs: [more]\n${always}`)}${job("more", never)}`, forAll],
    [`${always}${job("other", `  needs: [more]\n${never}`)}${job("more", never)}`, []],
    [`${always}${job("other", `  needs: [more]\n${byVariable}`)}${job("more", byVariable)}`, []],
    [`${always}${job("other", `  needs: [more]\n${byVariable}`)}${job("more", never)}`, perhapsForAll],
    [`${always}${job("other", `  needs: [more]\n${always}`)}${job("more", byVariable)}`, []],
    [`  needs: [other]\n${always}${job("other", `  needs: [more]\n${always}`)}${job("more", never)}`, forAll],
    [
      `  needs: [other]\n${always}${job("other", `  needs: [more]\n${always}`)}${job("more", byVariable)}`,
      perhapsForAll,
    ],
  ])("%j", async (more, fate) => {
    expect(await fateOfGate(more)).toEqual(fate);
  });
});

describe("a gate that may be left out", () => {
  const told = async (more: string) =>
    ((await jobOf(`gate:\n  script: x\n${more}`)).steps[0]?.faults ?? [])
      .filter(({ why }) => why.startsWith("GitLab makes no pipeline"))
      .map(({ level }) => level);

  it("is not told of stages that it does not stand in", async () => {
    expect(await told(byVariable)).toEqual([]);
    expect(await told(`  stage: .post\n${byVariable}`)).not.toEqual([]);
  });

  it("is none where what it needs is surely left out", async () => {
    expect(new Set(await told(`  needs: [other]\n${byVariable}${job("other", never)}`))).toEqual(
      new Set(["violation"]),
    );
  });
});
