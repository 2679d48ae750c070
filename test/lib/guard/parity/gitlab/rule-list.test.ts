import { describe, expect, it } from "vitest";
import { createConfig } from "../../../../../lib/guard/ci/gitlab-config.ts";
import { rulesOf } from "../../../../../lib/guard/parity/gitlab/rule-list.ts";
import { parseSource } from "../../../../../lib/guard/sources/index.ts";
import { fateOfGate } from "./support.ts";

const configOf = async (rules: readonly unknown[]) => {
  const tree = await parseSource(".gitlab-ci.yml", `gate: { rules: ${JSON.stringify(rules)} }\n`);
  return createConfig([tree], { unseen: () => undefined }, true);
};
const rule = { when: "always" };
const plain = (count: number) => Array<unknown>(count).fill(rule);
const [most, more] = [await configOf([...plain(1999), [rule]]), await configOf([...plain(2000), [rule]])];

describe("rules of a job", () => {
  it("are followed as long as they are not too many", () => {
    const last = (config: typeof most) => rulesOf(config, "gate").at(-1)?.value;
    expect(rulesOf(most, "gate")).toHaveLength(2000);
    expect(last(most)).toEqual(rule);
    expect(last(more)).toEqual([rule]);
  });

  it("are followed through lists in lists, to an end", async () => {
    const nested = (depth: number) => fateOfGate(`  rules: ${"[".repeat(depth)}{ when: always }${"]".repeat(depth)}\n`);
    expect(await nested(12)).toEqual([]);
    expect(await nested(13)).toEqual(["perhaps skipped for a push", "perhaps skipped for a change"]);
  });

  it("are followed through references to references, to an end", async () => {
    const chain = (length: number) => {
      const links = Array.from({ length }, (_, index) => `.r${index}: { rules: !reference [.r${index + 1}, rules] }\n`);
      return fateOfGate(
        `  rules: !reference [.r0, rules]\n${links.join("")}.r${length}: { rules: [{ when: always }] }\n`,
      );
    };
    expect(await chain(10)).toEqual([]);
    expect(await chain(11)).toEqual(["perhaps skipped for a push", "perhaps skipped for a change"]);
  });

  it.each<[string, string[]]>([
    // References to what is no list, and to what is not there.
    ["[!reference [.r, one]]\n.r: { one: { when: always } }", []],
    ["[!reference [.r, two]]\n.r: { one: { when: always } }", ["skipped"]],
    ["[[.r]]\n.r: { when: always }", ["skipped"]],
    ["[[.r, 1]]\n.r: { 1: { when: always } }", ["skipped"]],
  ])("that are %j", async (list, expected) => {
    const found = await fateOfGate(`  rules: ${list}\n`);
    expect(found).toEqual(expected.flatMap((kind) => [`perhaps ${kind} for a push`, `perhaps ${kind} for a change`]));
  });
});
