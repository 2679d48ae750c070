import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Command } from "../../../lib/command.ts";
import { sha256 } from "../../../lib/digest.ts";
import type { Provenance } from "../../../lib/evidence/index.ts";
import type { RunReport } from "../../../lib/run/index.ts";
import { verifyBundle } from "../../../lib/verify/index.ts";
import preflight from "../../../scripts/preflight.ts";
import runCommand from "../../../scripts/run.ts";
import { call } from "../../support/call.ts";
import { program } from "../../support/command.ts";
import { repo, type TestRepo } from "../../support/repo.ts";
import { entriesOf } from "../../support/run.ts";

const project = (requirePreflight?: boolean | { maxAge: string }): TestRepo => {
  const run = requirePreflight === undefined ? {} : { run: { requirePreflight } };
  const made = repo({ "kprov.config.json": JSON.stringify(run), "a.txt": "a\n", ".gitignore": "runs/\nran\n" });
  onTestFinished(made.dispose);
  return made;
};
const attest = (made: TestRepo) => call(preflight as Command, made.dir, ["--attest"]);
const run = (made: TestRepo, ...argv: string[]) => call(runCommand as Command, made.dir, argv);

describe("run.requirePreflight", () => {
  test.each([undefined, false])("%j asks for nothing", async (asked) => {
    const made = project(asked);
    expect((await run(made, "--", "touch", "ran")).result.exitCode).toBe(0);
    expect(existsSync(join(made.dir, "ran"))).toBe(true);
  });

  const ways: [string, string[]][] = [
    ["a command", ["--", "touch", "ran"]],
    ["a command without evidence", ["--no-evidence", "--", "touch", "ran"]],
  ];
  test.each(ways)("without a preflight %s is not started, nothing is left, 125", async (_, argv) => {
    const made = project(true);
    await expect(run(made, ...argv)).rejects.toMatchObject({
      ...{ code: "E_PREFLIGHT", exit: 125, hint: "kprovengine preflight --attest" },
    });
    expect([existsSync(join(made.dir, "ran")), entriesOf(join(made.dir, "runs"))]).toEqual([false, []]);
  });

  test("without a preflight the built-in pipeline is not started, 3", async () => {
    const made = project(true);
    await expect(run(made, "a.txt")).rejects.toMatchObject({ code: "E_PREFLIGHT", exit: 3 });
    expect(entriesOf(join(made.dir, "runs"))).toEqual([]);
  });

  test("as a process: 125, and the reason with what to do on stderr", async () => {
    const made = project(true);
    const { status, stdout, stderr } = await program(made.dir, ["run", "--", "touch", "ran"]);
    expect([status, stdout]).toEqual([125, ""]);
    expect(stderr).toContain("error E_PREFLIGHT: Nothing was started");
    expect(stderr).toContain("kprovengine preflight --attest");
  });

  test.each([true, { maxAge: "1h" }])(
    "%j: with one the run starts, again and again, and provenance names it",
    async (asked) => {
      const made = project(asked);
      await attest(made);
      const stable: (string | null)[] = [];
      for (const _ of [1, 2]) {
        const { result } = await run(made, "--output", "ran", "--", "touch", "ran");
        const { bundle, stableDigest } = result.document as RunReport;
        stable.push(stableDigest);
        const dir = join(made.dir, bundle ?? "");
        const provenance = JSON.parse(readFileSync(join(dir, "provenance.json"), "utf8")) as Provenance;
        const path = ".kprov/attestations/preflight.test-result.json";
        expect(provenance.predicate.buildDefinition.resolvedDependencies).toContainEqual({
          name: path,
          digest: { sha256: sha256(readFileSync(join(made.dir, path))) },
          annotations: { kprov_role: "preflight" },
        });
        expect((await verifyBundle(dir, { integrityOnly: true })).findings).toEqual([]);
      }
      expect(stable[0]).toBe(stable[1]);
    },
  );

  test("an output that git sees is a change: the next run asks for another preflight", async () => {
    const made = project(true);
    await attest(made);
    expect((await run(made, "--", "touch", "seen")).result.exitCode).toBe(0);
    await expect(run(made, "--", "true")).rejects.toMatchObject({
      message: expect.stringContaining("files that are neither tracked nor ignored are others now"),
    });
  });

  test("an age that is over: refused", async () => {
    const made = project({ maxAge: "1s" });
    await attest(made);
    await new Promise((done) => setTimeout(done, 1_200));
    await expect(run(made, "--", "true")).rejects.toMatchObject({ message: expect.stringMatching(/at most 1 s/) });
  });
});
