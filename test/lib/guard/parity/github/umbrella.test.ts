// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { readWorkflow } from "./workflow.ts";

const asked = `if: "contains(needs.*.result, 'failure')"`;
const fails = `{ ${asked}, run: exit 1 }`;
const all = "{ uses: re-actors/alls-green@v1, with: { jobs: '${{ toJSON(needs) }}' } }";

const workflow = (ok: string, steps: string, more = "") =>
  `on: [push, pull_request]\njobs:\n${more}  gate: { runs-on: x, steps: [{ run: gate }] }\n  ok: { needs: gate, ${ok}, runs-on: x, steps: [${steps}] }\n`;

/** What each umbrella waits for; with `!` where it fails behind it. */
const umbrellasIn = async (text: string, files: Readonly<Record<string, string>> = {}) =>
  (await readWorkflow(text, { files })).umbrellas.map(
    ({ job, waitsFor, isFaithful }) => `${job.name}: ${waitsFor.join(" ")}${isFaithful ? "!" : ""}`,
  );

describe("a job that waits for the gate", () => {
  test.each<[string, string[]]>([
    ["if: always()", ["ok: gate"]],
    ["if: Always ( )", ["ok: gate"]],
    ["if: '!cancelled()'", ["ok: gate"]],
    ["if: '! Cancelled ()'", ["ok: gate"]],
    ["if: cancelled()", []],
    ["if: success()", []],
    ["if: success() || failure()", ["ok: gate"]],
    ["if: failure() || Success ()", ["ok: gate"]],
    ["if: success() && failure()", []],
    ["if: failure()", []],
    ["if: always", []],
    [`if: "always() && needs.gate.result == 'success'"`, []],
    ["timeout-minutes: 5", []],
  ])("%s", async (ok, expected) => {
    expect(await umbrellasIn(workflow(ok, "{ run: echo }"))).toEqual(expected);
  });

  test("is none where it waits for nothing", async () => {
    expect(await umbrellasIn(workflow("if: always()", fails).replace("needs: gate, ", ""))).toEqual([]);
  });

  test("waits for nobody who is not there", async () => {
    const text = workflow("if: always()", "{ run: echo }").replace("needs: gate, ", "needs: [gone, gate], ");
    expect(await umbrellasIn(text)).toEqual(["ok: gate"]);
  });

  test("is none in a workflow that is called", async () => {
    const inner = workflow("if: always()", fails).replace("[push, pull_request]", "workflow_call");
    const text = (more: string) =>
      `on: [push, pull_request]\njobs: { ok: { ${more}uses: ./.github/workflows/inner.yml }, gate: { runs-on: x, steps: [] } }\n`;
    const files = { ".github/workflows/inner.yml": inner };
    expect(await umbrellasIn(text(""), files)).toEqual([]);
    expect(await umbrellasIn(text("needs: gate, if: always(), "), files)).toEqual(["ok: gate"]);
  });

  test("has its place", async () => {
    const { umbrellas } = await readWorkflow(workflow("if: always( )", fails));
    expect(umbrellas).toMatchObject([{ at: { line: 4, column: 26 }, written: "if: always( )" }]);
  });
});

describe("it fails when the gate has failed", () => {
  test.each<[string, boolean]>([
    [fails, true],
    ["{ run: echo }", false],
    [`{ run: echo }, ${fails}, { run: echo }`, true],
    [`{ ${asked}, run: echo }`, false],
    [`{ ${asked}, run: exit 0 }`, false],
    [`{ ${asked}, run: "echo 'open" }`, false],
    [`{ ${asked}, uses: acme/fail@v1 }`, false],
    [`{ ${asked}, run: "false" }`, true],
    [`{ ${asked}, run: "echo failed; exit 1" }`, true],
    [`{ ${asked}, run: exit 1, shell: pwsh }`, false],
    [`{ ${asked}, run: exit 1, shell: 'bash -n {0}' }`, false],
    [`{ ${asked}, run: exit 1, shell: 'bash {0}' }`, true],
    [`{ ${asked}, run: exit 1, continue-on-error: true }`, false],
    [`{ ${asked}, run: exit 1, continue-on-error: false }`, true],
    [`{ ${asked}, run: exit 1, background: true }`, false],
    [`{ ${asked}, run: exit 1, background: false }`, true],
    ["{ run: exit 1 }", false],
    [`{ if: "contains( needs.*.result , 'failure' )", run: exit 1 }`, true],
    [`{ if: "contains(needs.*.result,'failure')", run: exit 1 }`, true],
    [`{ if: "contains(  needs.*.result  ,  'failure'  )", run: exit 1 }`, true],
    [`{ if: "\${{ contains(needs.*.result, 'failure') }}", run: exit 1 }`, true],
    [`{ if: "contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled')", run: exit 1 }`, true],
    [`{ if: "contains(needs.*.result, 'failure') && vars.STRICT", run: exit 1 }`, false],
    [`{ if: "contains(needs.*.result, 'failure') && github.event_name == 'push'", run: exit 1 }`, false],
    [`{ if: "contains(needs.*.result, 'failure') && github.ref_type == 'branch'", run: exit 1 }`, true],
    [`{ if: "contains(needs.*.result, 'failure') && false", run: exit 1 }`, false],
    [`{ if: "contains(needs.*.result, 'failure') %", run: exit 1 }`, false],
    [`{ if: "!contains(needs.*.result, 'failure')", run: exit 1 }`, false],
    [`{ if: "contains(needs.*.result, 'cancelled')", run: exit 1 }`, false],
    [`{ if: "contains(needs.*.result, 'fail')", run: exit 1 }`, false],
    [`{ if: "failure()", run: exit 1 }`, false],
    [`{ if: "needs.gate.result != 'success'", run: exit 1 }`, true],
    [`{ if: "\${{ needs.Gate.result == 'failure' }}", run: exit 1 }`, true],
    [`{ if: "needs.gate.result == 'failure' || needs.gate.result == 'cancelled'", run: exit 1 }`, true],
    [`{ if: "needs.other.result != 'success' || needs.gate.result != 'success'", run: exit 1 }`, true],
    [`{ if: "needs.other.result != 'success' && needs.gate.result != 'success'", run: exit 1 }`, false],
    [`{ if: "needs.other.result != 'success'", run: exit 1 }`, false],
    [`{ if: "needs.gate.result == 'success'", run: exit 1 }`, false],
    [`{ if: "needs.gate.result == 'cancelled'", run: exit 1 }`, false],
    [`{ if: "needs.gate.result != 'success'", run: echo }`, false],
    [`{ if: "needs.gate.result != 'success' && vars.STRICT", run: exit 1 }`, false],
    [`{ if: "needs.gate.outputs.result != 'success'", run: exit 1 }`, false],
    [`{ if: "x.needs.gate.result != 'success'", run: exit 1 }`, false],
    [`{ if: "needs.gate.result.x != 'success'", run: exit 1 }`, false],
    ["{ uses: Re-Actors/Alls-Green@v1, with: { jobs: '${{ toJSON(needs) }}' } }", true],
    [all, true],
    ["{ uses: re-actors/alls-green@v1, with: { jobs: '${{toJson(needs)}}' } }", true],
    ["{ uses: re-actors/alls-green@v1, with: { jobs: '${{  toJSON(  needs  )  }}' } }", true],
    ["{ uses: re-actors/alls-green@v1 }", false],
    ["{ uses: re-actors/alls-green@v1, with: { jobs: '${{ toJSON(needs.gate) }}' } }", false],
    ["{ uses: re-actors/alls-green@v1, with: { jobs: '{} ${{ toJSON(needs) }}' } }", false],
    ["{ uses: re-actors/alls-green@v1, with: { jobs: '${{ toJSON(needs) }} {}' } }", false],
    ["{ uses: re-actors/alls-green@v1, with: { jobs: '{}' } }", false],
    ["{ uses: re-actors/alls-green@v1, with: { jobs: '${{ toJSON(needs) }}', allowed-failures: gate } }", false],
    ["{ uses: re-actors/alls-green@v1, with: { jobs: '${{ toJSON(needs) }}', allowed-skips: gate } }", false],
    ["{ uses: re-actors/alls-green@v1, with: { allowed-failures: gate } }", false],
    ["{ uses: acme/re-actors/alls-green@v1, with: { jobs: '${{ toJSON(needs) }}' } }", false],
    [all.replace("{ uses", "{ if: always(), uses"), true],
    [all.replace("{ uses", "{ if: false, uses"), false],
    [all.replace("{ uses", "{ if: vars.ASK, uses"), false],
    [all.replace("{ uses", "{ continue-on-error: true, uses"), false],
  ])("with %s", async (steps, isFaithful) => {
    expect(await umbrellasIn(workflow("if: always()", steps))).toEqual([`ok: gate${isFaithful ? "!" : ""}`]);
  });

  test.each<[string, boolean]>([
    ["if: always()", true],
    ["if: '!cancelled()'", true],
    [`if: "always() || github.ref == 'x'"`, true],
    [`if: "always() && github.event_name == 'push'"`, false],
    ["if: always() && success()", false],
    ["if: always() && !failure()", false],
    ["if: always() && vars.ASK", false],
    [`if: "'always()' != ''"`, false],
    ["if: always() %", false],
    ["if: always(), continue-on-error: true", false],
    ["if: always(), continue-on-error: false", true],
  ])("of its job: %s", async (ok, isFaithful) => {
    expect(await umbrellasIn(workflow(ok, fails))).toEqual([`ok: gate${isFaithful ? "!" : ""}`]);
  });

  const skipped = `if: "contains(needs.*.result, 'failure') || contains(needs.*.result, 'skipped')"`;
  const own = `if: "needs.gate.result != 'success'"`;
  test.each<[string, string, string[]]>([
    [fails, "", ["ok: gate!", "ok: pre"]],
    [all, "", ["ok: gate pre!"]],
    [`{ ${skipped}, run: exit 1 }`, "", ["ok: gate pre!"]],
    [`{ if: "contains(needs.*.result, 'skipped')", run: exit 1 }`, "", ["ok: pre!", "ok: gate"]],
    [`{ ${own}, run: exit 1 }`, "", ["ok: gate pre!"]],
    [`{ ${own.replace("gate", "GATE")}, run: exit 1 }`, "", ["ok: gate pre!"]],
    [`{ ${own.replace("!= 'success'", "== 'failure'")}, run: exit 1 }`, "", ["ok: gate!", "ok: pre"]],
    // Another job that is not behind it.
    [`{ if: "needs.far.result != 'success'", run: exit 1 }`, "", ["ok: gate pre"]],
    // A job between that runs all the same ends the chain.
    [all, "if: always(), ", ["gate: pre", "ok: gate!", "ok: pre"]],
    ["{ run: echo }", "", ["ok: gate pre"]],
  ])("and not when what has failed is further away: %s %s", async (ok, gate, expected) => {
    const more = "  pre: { runs-on: x, steps: [{ run: pre }] }\n  far: { runs-on: x, steps: [{ run: far }] }\n";
    const text = workflow("if: always()", ok, more).replace("gate: { ", `gate: { needs: pre, ${gate}`);
    expect(await umbrellasIn(text)).toEqual(expected);
  });
});
