import { expect, test } from "vitest";
import type { Outcome } from "../../../../lib/evidence/index.ts";
import { describeOutcomes } from "../../../../lib/run/determinism/outcomes.ts";

const outcome = (more: Partial<Outcome>): Outcome => ({
  status: "failed",
  exitCode: 0,
  signal: null,
  findings: [],
  ...more,
});
const missing = { code: "OUTPUT_MISSING", subject: "a" };

test.each<[Outcome, Outcome, [string, string]]>([
  [outcome({ exitCode: 1 }), outcome({ exitCode: 2 }), ["failed (exit 1)", "failed (exit 2)"]],
  [
    outcome({ status: "signalled", exitCode: null, signal: "SIGKILL" }),
    outcome({ status: "signalled", exitCode: null, signal: "SIGTERM" }),
    ["signalled (SIGKILL)", "signalled (SIGTERM)"],
  ],
  [
    outcome({ findings: [missing] }),
    outcome({ findings: [missing, { ...missing, subject: "b" }] }),
    ["failed (exit 0) with nothing of that kind", "failed (exit 0) with OUTPUT_MISSING b"],
  ],
])("describeOutcomes says what differs", (first, second, expected) => {
  expect(describeOutcomes([first, second])).toEqual(expected);
});
