import { expect, it } from "vitest";
import { context, plantedUnseen } from "../../../../../lib/guard/runtime/planted.ts";
import type { RuntimeContext } from "../../../../../lib/guard/runtime/rule.ts";
import { judgeRuntime, runtimeRules } from "../../../../../lib/guard/runtime/rules.ts";
import { ci, pin, policy, range } from "./support.ts";

const facts: Partial<RuntimeContext> = {
  hasCi: true,
  policy: policy(">=3.11"),
  unseen: [plantedUnseen],
  statements: [range(">=3.10"), pin("3.9"), pin("x"), ci("3.12")],
};

it("findings keep the fingerprints by which they are waived", () => {
  const found = judgeRuntime(runtimeRules, context(facts));
  expect(found.map(({ code, path, fingerprint }) => `${code} ${path} ${fingerprint}`)).toMatchInlineSnapshot(`
    [
      "RUNTIME_MISMATCH .python-version efba2721dd45a3691c47ed2dea06540f",
      "RUNTIME_MISMATCH pyproject.toml 6646a05206a32706bb89c0ec00f0a2bd",
      "RUNTIME_MISMATCH .python-version ce2c77d77a90e19537977c056795080a",
      "RUNTIME_UNTESTED undefined 94b927c5889650e265061576b80e4ba3",
      "RUNTIME_UNTESTED pyproject.toml 8ca462eabc2a6004748dcb0b0bab42d5",
      "RUNTIME_UNREADABLE .python-version 60de4e160d858fd8ed1b79df8025ad9c",
      "RUNTIME_CI_UNSEEN .github/workflows/planted.yml 8e79ba2e89cce8d523fa61b1bf71039a",
    ]
  `);
});

it("RUNTIME_UNDECLARED keeps the fingerprint by which it is waived", () => {
  const found = judgeRuntime(runtimeRules, context({ policy: policy(">=3.11") }));
  expect(found.map(({ code, fingerprint }) => `${code} ${fingerprint}`)).toMatchInlineSnapshot(`
    [
      "RUNTIME_UNDECLARED 63db51f628514e0d4d5dd950735c428b",
    ]
  `);
});
