import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { askYesOrNo } from "../../lib/ask.ts";
import { memory } from "../support/run.ts";

const answering = (text: string, isEnded = false) => {
  const [input, output] = [new PassThrough(), memory()];
  input.write(text);
  if (isEnded) input.end();
  return { input, output };
};

describe("askYesOrNo", () => {
  test.each([
    ["yes\n", true],
    ["Y\n", true],
    [" no \n", false],
    ["n\n", false],
    ["\nmaybe\nyes\n", true],
    ["no\nyes\n", false],
  ])("takes %j for %s", async (typed, answer) => {
    expect(await askYesOrNo("Sure?", answering(typed))).toBe(answer);
  });

  test("asks again until it is answered", async () => {
    const terminal = answering("\nyess\nyes\n");
    await askYesOrNo("Sure?", terminal);
    expect(terminal.output.text().match(/Sure\? \[yes or no\]/g)).toHaveLength(3);
  });

  test.each(["", "yep\n"])("never takes a closed terminal for a yes, after %j", async (typed) => {
    await expect(askYesOrNo("Sure?", answering(typed, true))).rejects.toMatchObject({
      code: "E_INTERRUPTED",
      exit: 130,
    });
  });
});
