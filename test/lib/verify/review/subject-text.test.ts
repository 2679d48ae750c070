import { describe, expect, test } from "vitest";
import { statusOf } from "../../../../lib/verify/review/status.ts";
import type { ReviewedRun } from "../../../../lib/verify/review/subject.ts";
import { formatSubject } from "../../../../lib/verify/review/subject-text.ts";
import { type BundleOptions, inputOf, writeBundle } from "../../../support/bundle.ts";
import { temporary } from "../../../support/temporary.ts";

const view = { colour: false, width: 80, verbose: false };

const shown = async (options: BundleOptions, edit: (run: ReviewedRun) => void = () => undefined, more = {}) => {
  const cwd = temporary();
  const dir = writeBundle(cwd, options);
  const { status, run } = await statusOf(dir, { trust: null, cwd });
  if (run === null) throw new Error(JSON.stringify(status.findings));
  edit(run);
  return formatSubject({ status, run, approved: undefined }, { ...view, ...more });
};

describe("formatSubject", () => {
  test("shows references as declared only, and cuts long lists", async () => {
    const inputs = Array.from({ length: 30 }, (_, index) => inputOf(`in-${String(index).padStart(2, "0")}`, "x"));
    const references = [`s3://b/k@sha256:${"a".repeat(64)}`];
    const text = await shown({ inputs, references });
    expect(text).toContain("inputs: 31");
    expect(text).toContain("… and 21 more: --verbose shows all");
    const whole = await shown({ inputs, references }, undefined, { verbose: true });
    expect(whole).toContain("s3://b/k");
    expect(whole).toContain("declared, not checked");
  });

  test("shows a preflight that is recorded as a dependency", async () => {
    const text = await shown({}, (run) =>
      run.provenance.predicate.buildDefinition.resolvedDependencies.push({
        name: "preflight",
        digest: { sha256: "c".repeat(64) },
        annotations: { kprov_role: "preflight" },
      }),
    );
    expect(text).toContain(`checks: preflight (preflight), sha256:${"c".repeat(64)}`);
    expect(text).not.toContain("none recorded");
  });

  test("says loudly what a commit does not cover", async () => {
    const set = (state: { commit: string | null; dirty: boolean } | null) => (run: ReviewedRun) => {
      const { internalParameters } = run.provenance.predicate.buildDefinition;
      internalParameters.git = state === null ? null : { before: state, after: { ...state, dirty: true } };
    };
    expect(await shown({}, set(null))).toContain("none: the run was in no git repository");
    expect(await shown({}, set({ commit: "f".repeat(40), dirty: true }))).toContain("WITH UNCOMMITTED CHANGES");
    expect(await shown({}, set({ commit: "f".repeat(40), dirty: false }))).toContain(
      "clean; the run changed tracked files",
    );
    expect(await shown({}, set({ commit: null, dirty: false }))).toContain("no commit yet");
  });

  test("says that without a trust file nothing counts", async () => {
    const text = await shown({});
    expect(text).toContain("without a trust file no earlier run counts as approved");
    expect(text).toContain("no trust file, so no review counts");
    expect(text).toContain("not known without a trust file");
  });
});
