import { describe, expect, test } from "vitest";
import { contentsLike, formatRefs, refsOf } from "../../../../../lib/catalog/index.ts";
import { sha256 } from "../../../../../lib/digest.ts";
import { catalogOf, exampleRefused, exampleRun } from "../../../../support/catalog.ts";

const facts = [exampleRun(0), exampleRun(1), exampleRun(9, { rerunOf: sha256("bundle 0") }), exampleRefused(1)];

const relationsOf = async (digest: string) => {
  const groups = refsOf(await catalogOf(...facts), digest, { limit: 10 });
  return Object.fromEntries(
    groups.map(({ relation, references }) => [relation, references.map(({ detail, run }) => detail ?? run?.runId)]),
  );
};
const ids = facts.map((fact) => fact.runId);

describe("refsOf", () => {
  test.each<[string, string, Record<string, unknown>]>([
    ["an output that was read", "output 0 0", { output: ["out.csv"], input: ["data/before.csv"] }],
    [
      "a tool, by every run that had it, newest first",
      "kprovengine",
      { tool: Array(3).fill("kprovengine 0.1.0 (recorder)") },
    ],
    ["a toolchain", "toolchain 1", { toolchain: ["linux, x64", "linux, x64"] }],
    ["a configuration", "config", { configuration: [ids[2], ids[1], ids[0]] }],
    ["a member", "member logs/stdout.log 1", { member: ["logs/stdout.log"] }],
    ["what is stable in a bundle", "stable 9", { stable: [ids[2]] }],
    ["a review", "review 0", { review: ["approve by ada"] }],
    ["a bundle that is refused", "refused 1", { refused: [expect.stringContaining("refused1 (violated)")] }],
    [
      "a bundle",
      "bundle 0",
      {
        bundle: [ids[0]],
        "review of it": ["approve by ada"],
        "statement about it": [expect.stringMatching(/^attestations\/provenance\..*\(verified, ci\)$/)],
        "run after it": [ids[2]],
        "rerun of it": [ids[2]],
      },
    ],
    ["nothing", "nothing", {}],
  ])("names what refers to %s", async (_, content, expected) =>
    expect(await relationsOf(sha256(content))).toEqual(expected),
  );

  test("names as many of a kind as are asked for, the newest, and counts the others", async () => {
    const reader = await catalogOf(...Array.from({ length: 6 }, (_, n) => exampleRun(n)));
    const [group] = refsOf(reader, sha256("config"), { limit: 2 });
    expect(group).toMatchObject({
      count: 6,
      isMore: false,
      references: [{ run: { step: "report" } }, { run: { step: "train" } }],
    });
    const text = formatRefs(
      {
        schema: "kprov.refs/v1",
        digest: sha256("config"),
        name: "kprov.config.json",
        groups: group === undefined ? [] : [group],
      },
      { colour: false, width: 80, verbose: false },
    );
    expect(text).toContain("The configuration of (6)");
    expect(text).toContain("… and 4 more: --limit names more of them");
  });
});

describe("contentsLike", () => {
  test("finds digests of any kind by how they begin, odd numbers of digits too, and no more than asked for", async () => {
    const reader = await catalogOf(...facts);
    for (const content of ["output 0 0", "config", "kprovengine", "toolchain 0", "review 0", "stable 0"])
      for (const length of [9, 64])
        expect(contentsLike(reader, sha256(content).slice(0, length), 5)).toEqual([sha256(content)]);
    expect(contentsLike(reader, "", 3)).toHaveLength(3);
    expect(contentsLike(reader, sha256("none"), 3)).toEqual([]);
  });
});
