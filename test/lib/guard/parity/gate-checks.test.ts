// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { gateChecksOf } from "../../../../lib/guard/parity/gate-checks.ts";
import { repo } from "../../../support/repo.ts";
import { fixtureVersion, gate, stepOf, workflowPath } from "./support.ts";

const job = (name: string, script = gate, more = ""): string =>
  `  ${name}:\n    runs-on: x\n${more}    steps:\n${stepOf(script)}`;
const ci = (...jobs: string[]): string => `on: [push, pull_request]\njobs:\n${jobs.join("")}`;
const made = "    name: ${{ vars.X }}\n";

describe("the names of the gate's checks", () => {
  test.each<[string, string, readonly string[] | undefined]>([
    ["are those of its job alone", ci(job("a"), job("b", "true")), ["a"]],
    ["are those of each of its jobs", ci(job("a"), job("b")), ["a", "b"]],
    ["are named once", ci(job("a", gate, "    name: x\n"), job("b", gate, "    name: x\n")), ["x"]],
    ["are not known, where no job runs it", ci(job("a", "true")), undefined],
    ["are not known, where only a run makes one of them", ci(job("a"), job("b", gate, made)), undefined],
    ["are not known, where only a run makes all of them", ci(job("a", gate, made), job("b", gate, made)), undefined],
    ["are not known of what can't be read", "on: [", undefined],
  ])("%s", async (_, text, expected) => {
    using fixture = repo({ [workflowPath]: text });
    expect(await gateChecksOf(fixture.dir, workflowPath, fixtureVersion)).toEqual(expected);
  });

  test("are those of the workflow as it lies there", async () => {
    using fixture = repo({ [workflowPath]: ci(job("a")) });
    fixture.write({ [workflowPath]: ci(job("b")) });
    expect(await gateChecksOf(fixture.dir, workflowPath, fixtureVersion)).toEqual(["b"]);
    expect(await gateChecksOf(fixture.dir, ".github/workflows/gone.yml", fixtureVersion)).toBeUndefined();
  });
});
