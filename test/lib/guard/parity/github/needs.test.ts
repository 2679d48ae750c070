import { describe, expect, test } from "vitest";
import { faultsIn } from "./workflow.ts";

const all =
  "a pull request, a pull request that is opened, a pull request that is reopened, a pull request from a fork, a draft, a pull request of a bot";
const out = `skipped change: it is left out for ${all}`;
const behind = (name: string) => `skipped change: it needs "${name}", and of that it is left out for ${all}`;

const job = (name: string, more: string) => `  ${name}: { ${more}, runs-on: x, steps: [{ run: ${name} }] }\n`;
const pre = job("pre", `if: "github.event_name == 'push'"`);
const judged = (jobs: string, gate: string, step = "") =>
  faultsIn(`on: [push, pull_request]\njobs:\n${jobs}  gate: { ${gate}, runs-on: x, steps: [{ run: gate${step} }] }\n`);

describe("a job that needs one which is left out", () => {
  test.each<[string, string[]]>([
    ["needs: pre", [behind("pre")]],
    ["needs: [pre]", [behind("pre")]],
    [`needs: pre, if: "true"`, [behind("pre")]],
    [`needs: pre, if: "github.ref_type == 'branch'"`, [behind("pre")]],
    ["needs: pre, if: success()", [out]],
    ["needs: pre, if: always()", []],
    ["needs: pre, if: '!cancelled()'", []],
    [`needs: pre, if: "!failure() && !cancelled()"`, []],
    ["needs: pre, if: failure()", ["skipped push: it is left out for a push to the default branch", out]],
    ["needs: pre, if: always() && success()", [out]],
    [`needs: pre, if: "always() && needs.pre.result == 'success'"`, [out]],
    [`needs: [pre], if: "always() && needs.PRE.result == 'success'"`, [out]],
    [`needs: pre, if: "always() && needs.pre.result != 'failure'"`, []],
    [`needs: pre, if: "always() && (needs.pre.result == 'success' || needs.pre.result == 'skipped')"`, []],
    [`needs: pre, if: "always() && needs.pre.result"`, []],
    // What it does not need it can't ask for.
    [`needs: pre, if: "always() && needs.other.result != 'success'"`, []],
    [
      `needs: pre, if: "always() && needs.other.result"`,
      [out.replace("change", "push").replace(all, "a push to the default branch"), out],
    ],
    // No call, but a text.
    [`needs: pre, if: "'always()' != ''"`, [behind("pre")]],
  ])("%s", async (gate, expected) => {
    expect(await judged(pre, gate)).toEqual(expected);
  });

  test("in whatever case it is named", async () => {
    const upper = pre.replace("pre:", "Pre:");
    expect(await judged(upper, "needs: pRE")).toEqual([behind("Pre")]);
    expect(await judged(upper, "needs: [pre], if: success()")).toEqual([out]);
    expect(await judged(upper, `needs: pre, if: "always() && needs.PRE.result == 'success'"`)).toEqual([out]);
    const mid = job("Mid", "needs: PRE");
    expect(await judged(upper + mid, "needs: mid")).toEqual([behind("Pre")]);
  });

  test.each(["needs: none", "needs: [pre, none]", "needs: 5", "needs: ", "needs: { a: b }", "needs: [[pre]]"])(
    "which nobody is is a doubt: %s",
    async (needs) => {
      const lost = "unread? always: no job has that name, and GitHub runs nothing of such a workflow";
      const plain = job("pre", "name: y");
      expect(await judged(plain, needs)).toEqual([lost]);
      expect(await judged(plain + job("mid", needs), "needs: mid")).toEqual([lost]);
      expect(await judged(plain, "needs: [pre, pre]")).toEqual([]);
      expect(await judged(plain, "needs: []")).toEqual([]);
    },
  );

  test("by nothing but the result", async () => {
    for (const name of ["x.needs.pre.result", "needs.pre.result.x", "needs.pre.outputs.x", "needs.*.result"]) {
      expect(await judged(pre, `needs: pre, if: "always() && ${name} == 'success'"`)).toEqual([
        `skipped? push: whether it runs depends on ${name}`,
        `skipped? change: whether it runs depends on ${name}`,
      ]);
    }
  });

  test("by the condition of the step", async () => {
    expect(await judged(pre, "needs: pre, if: always()", `, if: "needs.pre.result == 'success'"`)).toEqual([out]);
    expect(await judged(pre, "needs: pre, if: always()", ", if: success()")).toEqual([]);
  });

  test("far before, also where one between runs all the same", async () => {
    const mid = job("mid", "needs: pre, if: always()");
    expect(await judged(pre + mid, "needs: mid")).toEqual([behind("pre")]);
    expect(await judged(pre + mid, "needs: mid, if: success() || failure()")).toEqual([out]);
    expect(await judged(pre + mid, `needs: mid, if: "always() && needs.mid.result == 'success'"`)).toEqual([]);
    const chain = job("mid", "needs: pre");
    expect(await judged(pre + chain, "needs: mid")).toEqual([behind("pre")]);
    expect(await judged(pre + chain, `needs: mid, if: "always() && needs.mid.result == 'success'"`)).toEqual([out]);
    const asking = job("mid", `needs: pre, if: "github.ref_type == 'branch'"`);
    expect(await judged(pre + asking, `needs: mid, if: "always() && needs.mid.result == 'success'"`)).toEqual([out]);
  });

  test("each that is needed is looked at once", async () => {
    const two = job("a", "needs: pre") + job("b", "needs: [pre, a]");
    expect(await judged(pre + two, "needs: [a, b, pre]")).toEqual([behind("pre")]);
    const deep = Array.from({ length: 40 }, (_, at) =>
      job(`j${at}`, `needs: [${at < 2 ? "pre" : `j${at - 1}, j${at - 2}`}]`),
    );
    expect(await judged(pre + deep.join(""), "needs: j39, if: success()")).toEqual([out]);
  });

  const label = `if: "contains(github.event.pull_request.labels.*.name, 'go') || github.event_name == 'push'"`;
  test.each<[string, string, string[]]>([
    [job("ask", "if: vars.ASK"), "needs: ask, if: success()", ["push? vars.ask", "change? vars.ask"]],
    [job("ask", "if: vars.ASK"), "needs: ask, if: always() && needs.ask.result", []],
    // Whatever it comes to, it is a text.
    [job("ask", "if: vars.ASK"), `needs: ask, if: "!needs.ask.result || always()"`, []],
    [job("ask", label), "needs: ask, if: success()", ["change theirs"]],
    [
      job("ask", "if: vars.ASK") + job("far", label),
      "needs: [ask, far], if: success()",
      ["push? vars.ask", "change theirs"],
    ],
    [job("ask", "if: vars.ASK") + pre, "needs: [ask, pre], if: success()", ["push? vars.ask", "change out"]],
  ])("behind one of which only a run knows: %s %s", async (jobs, gate, expected) => {
    const told: Readonly<Record<string, string>> = {
      "push? vars.ask": "skipped? push: whether it runs depends on vars.ask",
      "change? vars.ask": "skipped? change: whether it runs depends on vars.ask",
      "change theirs":
        "skipped change: whoever proposes a change decides about it, by github.event.pull_request.labels.*.name",
      "change out": out,
    };
    expect(await judged(jobs, gate)).toEqual(expected.map((one) => told[one]));
  });

  test("where only a run knows whether it is left out", async () => {
    const asking = job("ask", "if: vars.ASK");
    const event = (name: string, end: string) =>
      [`skipped? push: ${end} vars.ask`, `skipped? change: ${end} vars.ask`].map((line) => line.replace("NAME", name));
    expect(await judged(asking, "needs: ask")).toEqual(
      event("ask", `it needs "NAME", and of that whether it runs depends on`),
    );
    expect(await judged(asking, "needs: ask, if: success()")).toEqual(event("", "whether it runs depends on"));
    expect(await judged(asking, `needs: ask, if: "always() && needs.ask.result == 'success'"`)).toEqual(
      event("", "whether it runs depends on"),
    );
    expect(await judged(asking, "needs: ask, if: always() && needs.ask.result")).toEqual([]);
    const mid = job("mid", "needs: ask, if: always()");
    expect(await judged(asking + mid, "needs: mid, if: success()")).toEqual(event("", "whether it runs depends on"));
    // What a proposal decides counts before what somebody else does.
    const theirs = job("theirs", `if: "contains(github.event.pull_request.title, 'go')"`);
    expect(await judged(asking + theirs, "needs: [ask, theirs], if: success()")).toContain(
      "skipped change: whoever proposes a change decides about it, by github.event.pull_request.title",
    );
    // One that is surely left out decides.
    expect(await judged(asking + pre, "needs: [ask, pre], if: success()")).toEqual([
      "skipped? push: whether it runs depends on vars.ask",
      out,
    ]);
    const labels = job(
      "ask",
      `if: "contains(github.event.pull_request.labels.*.name, 'go') || github.event_name == 'push'"`,
    );
    expect(await judged(labels, "needs: ask, if: success()")).toEqual([
      "skipped change: whoever proposes a change decides about it, by github.event.pull_request.labels.*.name",
    ]);
    const broken = job("ask", "if: '%'");
    const refused =
      "unread? always: its condition can't be understood, and GitHub runs nothing of a file with one that it can't read";
    expect(await judged(broken, "needs: ask, if: success()")).toEqual([
      refused,
      "skipped? push: whether it runs depends on needs.ask.result",
      "skipped? change: whether it runs depends on needs.ask.result",
    ]);
    expect(await judged(broken, "needs: ask")).toEqual([
      refused,
      `skipped? always: it needs "ask", and of that its condition can't be understood`,
    ]);
  });

  test("jobs that need each other are a doubt, whoever they are", async () => {
    const circle = "unread? always: it waits for itself, and GitHub runs nothing of such a workflow";
    const a = job("a", "needs: b") + job("b", "needs: [A, gate]");
    expect(await judged(a, "needs: a, if: success()")).toEqual([
      ...[circle, circle, circle],
      "skipped? push: whether it runs depends on needs.a.result",
      "skipped? change: whether it runs depends on needs.a.result",
    ]);
    expect(await judged(a, "needs: a")).toEqual([circle, circle, circle]);
    expect(await judged(job("a", "needs: [b, a]") + job("b", "name: b"), "name: c")).toEqual([circle]);
    expect(await judged(job("a", "needs: b") + job("b", "name: b"), "name: c")).toEqual([]);
  });
});
