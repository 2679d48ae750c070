/** What was asked is empty, misspelt, or something else than what was judged. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createReport } from "../../lib/report.ts";
import { writeTrustFile } from "../../lib/verify/index.ts";
import checkArtifacts from "../../scripts/check-artifacts.ts";
import preflight from "../../scripts/preflight.ts";
import run from "../../scripts/run.ts";
import verify from "../../scripts/verify.ts";
import { call } from "../support/call.ts";
import { asNobody } from "../support/nobody.ts";
import { repo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";
import { assertProved, exhibit, judge, trustIn } from "./support.ts";

asNobody();

const badTrust = (text: string): string => {
  const path = join(temporary(), "trust.json");
  writeFileSync(path, text);
  return path;
};

describe("row 3: a rule that does not exist", () => {
  test("required by the trust file", async () => {
    const shown = await exhibit();
    const trust = badTrust(JSON.stringify({ schema: "kprov.trust/v1", keys: [], require: { rewiews: 2 } }));
    await expect(judge(shown, "--trust", trust)).rejects.toMatchObject({
      code: "E_TRUST",
      message: expect.stringContaining("rewiews"),
    });
  });

  test("named on preflight's command line", async () => {
    using made = repo({ a: "1" });
    await expect(call(preflight, made.dir, ["--only", "check-nothing"])).rejects.toMatchObject({
      code: "E_USAGE",
      exit: 2,
    });
  });

  test("in the configuration", async () => {
    using made = repo({ a: "1", "kprov.config.json": '{"artefacts":{}}' });
    await expect(call(checkArtifacts, made.dir, [])).rejects.toMatchObject({ code: "E_CONFIG", exit: 2 });
  });
});

describe("row 4: no rule at all", () => {
  test("a gate from which everything was left out", async () => {
    using made = repo({ a: "1" });
    const { result } = await call(preflight, made.dir, ["--skip", "check-artifacts"]).catch((error: unknown) => ({
      result: { exitCode: (error as { exit: number }).exit },
    }));
    expect(result.exitCode).not.toBe(0);
  });

  test("a threshold of nobody", async () => {
    const shown = await exhibit();
    expect(() => trustIn(shown, {}, { runners: 0 })).not.toThrow();
    await expect(judge(shown, "--trust", trustIn(shown, {}, { runners: 0 }))).rejects.toMatchObject({
      code: "E_TRUST",
    });
  });
});

describe("row 5: an answer that is none", () => {
  test("a check that looked at nothing", () => {
    const report = { check: "x", findings: [], config: null, version: "0" };
    expect(createReport({ ...report, coverage: [] }).verdict).toBe("undecided");
    expect(
      createReport({ ...report, coverage: [{ unit: "files", considered: 0, examined: 0, skipped: {} }] }).verdict,
    ).toBe("undecided");
    expect(
      createReport({ ...report, coverage: [{ unit: "files", considered: 2, examined: 1, skipped: {} }] }).verdict,
    ).toBe("undecided");
  });
});

describe("row 6: steps and artifacts that share nothing", () => {
  test("an input that matches no file", async () => {
    await expect(call(run, temporary(), ["--input", "data/**", "--", "true"])).rejects.toMatchObject({
      code: "E_INPUT",
    });
  });

  test("an output that matches no file", async () => {
    const { result } = await call(run, temporary(), ["--output", "model/**", "--", "true"]);
    expect(result.exitCode).not.toBe(0);
  });

  test("an envelope about other files than the one at hand", async () => {
    const shown = await exhibit();
    const name = shown.envelopes().find((file) => file.startsWith("provenance.") && file.endsWith(".jsonl"));
    const envelope = shown.member(`attestations/${name}`);
    const artifact = async (file: string) =>
      (await call(verify, shown.cwd, [envelope, "--artifact", file, "--trust", shown.trust])).result.exitCode;
    expect(await artifact("out.csv")).toBe(0);
    expect(await artifact("in.csv")).toBe(1);
    expect((await call(verify, shown.cwd, [envelope, "--trust", shown.trust])).result.exitCode).toBe(3);
  });
});

describe("row 7: another command than the expected one", () => {
  test("another step", async () => {
    const shown = await exhibit();
    await assertProved(shown, "--expect-step", "clean");
    expect(await judge(shown, "--expect-step", "train")).toMatchObject({ exitCode: 1, codes: ["STEP_UNEXPECTED"] });
  });

  test("a run that failed, signed like a good one", async () => {
    const shown = await exhibit("echo 1 > out.csv; exit 3");
    expect(await judge(shown)).toMatchObject({ exitCode: 1, codes: ["OUTCOME_UNEXPECTED"] });
    await assertProved(shown, "--expect-outcome", "failed");
  });
});

describe("row 8: what writes trust and what reads it agree", () => {
  test("nothing is written that would not be read", async () => {
    const path = join(temporary(), "trust.json");
    const bad = { schema: "kprov.trust/v1", keys: [], require: { runners: 0 } } as const;
    await expect(writeTrustFile(path, bad)).rejects.toMatchObject({ code: "E_TRUST" });
    const shown = await exhibit();
    await expect(judge(shown, "--trust", path)).rejects.toMatchObject({ code: "E_TRUST" });
  });
});

describe("row 9: an exception shows what it excuses", () => {
  test("with its reason, in the report", async () => {
    const allow = [{ glob: ".env", reason: "an example" }];
    using made = repo({ ".env": "A=1", "kprov.config.json": JSON.stringify({ artifacts: { allow } }) });
    const { result } = await call(checkArtifacts, made.dir, []);
    expect(result.document).toMatchObject({
      exemptions: [{ ...allow[0], exempted: [{ path: ".env", code: "SECRET_FILE_TRACKED" }] }],
    });
  });
});
