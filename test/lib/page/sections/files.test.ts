import { describe, expect, test } from "vitest";
import { formatInputs, formatOutputs } from "../../../../lib/page/sections/files.ts";
import { inputOf } from "../../../support/bundle.ts";
import { place, viewOf, withSummary, words } from "../../../support/page.ts";

describe("files", () => {
  test("carry digests, sizes and what is special about them", async () => {
    const { details } = await viewOf({
      outputs: { "a.csv": "1,2\n" },
      inputs: [inputOf("in.csv", "x")],
      references: [`https://x/y@sha256:${"0".repeat(64)}`],
    });
    expect(words(formatInputs(details, place))).toMatch(
      /^Inputs 1 file, .* 2 inputs .* in\.csv [0-9a-f]{64} https:\/\/x\/y 0{64} declared, not read$/,
    );
    const touched = withSummary(details, { outputs: { ...details.summary.outputs, unchanged: ["a.csv"] } });
    expect(words(formatOutputs(touched, place))).toMatch(
      /^Outputs 1 file, 0 B, in the bundle .* a\.csv [0-9a-f]{64} 4 B, not touched by the step$/,
    );
  });

  test("that there are none of is said", async () => {
    const { details } = await viewOf({ outputs: {} });
    expect(words(formatInputs(details, place))).toContain("The run declared no inputs.");
    expect(words(formatOutputs(details, place))).toContain("The run made no outputs.");
  });
});
