import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { assertInput } from "../../../../lib/run/determinism/standard-input.ts";
import { temporary } from "../../../support/temporary.ts";

describe("assertInput", () => {
  test("refuses a file with something in it, and names what to do", () => {
    const dir = temporary({ data: "1\n", empty: "" });
    expect(() => assertInput(statSync(join(dir, "data")))).toThrow(
      expect.objectContaining({ code: "E_USAGE", hint: expect.stringContaining("--input") }),
    );
    for (const path of [join(dir, "empty"), "/dev/null", dir]) expect(() => assertInput(statSync(path))).not.toThrow();
  });
});
