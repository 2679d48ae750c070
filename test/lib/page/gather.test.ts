import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../lib/digest.ts";
import { formatTestResult, layout, type TestResult } from "../../../lib/evidence/index.ts";
import { type GatherOptions, gatherPage } from "../../../lib/page/index.ts";
import { exportBundle, readTrustFile, verifyBundle } from "../../../lib/verify/index.ts";
import { editDocument, failed, reseal, writeBundle } from "../../support/bundle.ts";
import { person, signRun, trusting, writeTrust } from "../../support/people.ts";
import { temporary } from "../../support/temporary.ts";

const gather = (cwd: string, paths: readonly string[], more: Partial<GatherOptions> = {}) =>
  gatherPage(paths, { cwd, integrityOnly: true, statements: [], ...more });

const preflight: TestResult = {
  check: "preflight",
  verdict: "proved",
  passed: ["check-identity"],
  failed: [],
  skipped: [],
  findings: [],
  state: { commit: "0".repeat(40), tree: "1".repeat(40), isCommit: true, untracked: null },
  config: null,
  version: "0.1.0",
};

describe("gatherPage", () => {
  test("reads what was judged: documents, timeline, logs", async () => {
    const dir = writeBundle(temporary(), { logs: { stdout: "hello\nworld\n", stderr: "" } });
    const { view } = await gather(dir, ["."]);
    const [run] = view.runs;
    expect(view.verdict).toBe("proved");
    expect(run?.name).toBe("2026-02-15T20-13-00Z-0000000a");
    expect(run?.details?.timeline).toMatchObject({ totalUs: 1_600_000, events: 7 });
    expect(run?.details?.logs).toMatchObject([
      { name: "stdout", excerpt: { head: ["hello", "world"] } },
      { name: "stderr", excerpt: { bytes: 0 } },
    ]);
    expect(run?.details?.fileTrace).toBeNull();
  });

  test("reads a tar as it reads a directory", async () => {
    const cwd = temporary();
    const dir = writeBundle(cwd);
    const path = join(cwd, "x.tar");
    await exportBundle(await verifyBundle(dir, { integrityOnly: true }), { dir, output: { path, shown: path } });
    const [[tar], [own]] = [(await gather(cwd, ["x.tar"])).view.runs, (await gather(cwd, [dir])).view.runs];
    expect(tar?.name).toBe("x.tar");
    expect(tar?.details).toEqual(own?.details);
  });

  test.each<[string, (dir: string) => void]>([
    ["a changed log", (dir) => appendFileSync(join(dir, layout.stdout), "x")],
    ["a missing document", (dir) => rmSync(join(dir, layout.toolchain))],
    ["a document of another shape", (dir) => editDocument(dir, layout.summary, (summary) => delete summary.step)],
    ["an unlisted file", (dir) => writeFileSync(join(dir, "extra"), "")],
  ])("repeats nothing of a bundle with %s", async (_, spoil) => {
    const dir = writeBundle(temporary());
    spoil(dir);
    const { view } = await gather(dir, ["."]);
    expect(view).toMatchObject({ verdict: "violated", runs: [{ details: null }] });
  });

  test("tells of a bundle that is rightly incomplete, which is not proved", async () => {
    const dir = writeBundle(temporary(), { withheld: [{ path: "outputs/x", secrets: ["TOKEN"] }], incomplete: true });
    const { view } = await gather(dir, ["."]);
    expect(view).toMatchObject({ verdict: "violated", runs: [{ details: { summary: { incomplete: true } } }] });
  });

  test("asks for reviews under the trust file, and not at all for integrity alone", async () => {
    const dir = writeBundle(temporary());
    const ann = await person("Ann");
    await signRun(dir, ann);
    const trust = await readTrustFile(writeTrust([trusting(ann, ["runner"])]));
    const judged = await gather(dir, ["."], { integrityOnly: false, trust });
    expect(judged.view.verdict).toBe("proved");
    expect(judged.view.runs[0]?.details?.reviews).toMatchObject({ runners: ["Ann"], reviews: [] });
    expect((await gather(dir, ["."])).view.runs[0]?.details?.reviews).toBeNull();
  });

  test("takes the verdict of the worst, and names what lies beside", async () => {
    const cwd = temporary();
    writeBundle(cwd, { runId: "a" });
    writeBundle(cwd, { runId: "b", day: "2026-02-16", outcome: failed });
    appendFileSync(join(cwd, "a", layout.stdout), "x");
    writeFileSync(join(cwd, "notes.txt"), "");
    const { view } = await gather(cwd, ["."]);
    expect(view).toMatchObject({ verdict: "violated", notJudged: ["notes.txt"] });
    // What can't be read has no time of its own, and comes last.
    expect(view.runs.map(({ name, details }) => [name, details !== null])).toEqual([
      ["b", true],
      ["a", false],
    ]);
  });
});

describe("statements", () => {
  const bytes = formatTestResult(preflight);
  const referring = (): string => {
    const dir = writeBundle(temporary());
    editDocument(dir, layout.provenance, ({ predicate }) =>
      predicate.buildDefinition.resolvedDependencies.push({
        name: ".kprov/preflight.json",
        digest: { sha256: sha256(bytes) },
        annotations: { kprov_role: "preflight" },
      }),
    );
    reseal(dir);
    return dir;
  };

  test("are shown to the run that refers to them by their digest", async () => {
    const dir = referring();
    const { view } = await gather(dir, ["."], { statements: [{ name: "p.json", bytes }] });
    expect(view.verdict).toBe("proved");
    expect([...(view.runs[0]?.details?.statements.values() ?? [])]).toEqual([preflight]);
    expect((await gather(dir, ["."])).view.runs[0]?.details?.statements.size).toBe(0);
  });

  test.each<[string, Buffer]>([
    ["no run refers to", formatTestResult({ ...preflight, verdict: "violated" })],
    ["is none", Buffer.from("{}\n")],
    ["is no JSON", Buffer.from("<p>")],
  ])("one that %s is refused", async (_, other) => {
    const asked = gather(referring(), ["."], { statements: [{ name: "p.json", bytes: other }] });
    await expect(asked).rejects.toMatchObject({ code: "E_STATEMENT", message: expect.stringContaining('"p.json"') });
  });
});
