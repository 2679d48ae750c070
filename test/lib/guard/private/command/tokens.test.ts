import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { readText, readTokens } from "../../../../../lib/guard/private/command/tokens.ts";
import { temporary } from "../../../../support/temporary.ts";
import { said } from "./calls.ts";

it.each<[string, string[]]>([
  ["a", ["a"]],
  ["a\nb\r\nc\rd", ["a", "b", "c", "d"]],
  [" a b \n\t#x\n# y\n\n a b\n", ["a b"]],
  ["a # b", ["a # b"]],
])("readTokens takes from %j %j", async (text, tokens) => {
  expect(await readTokens(said("/", text))).toEqual(tokens);
});

it.each(["", "\n", " \r\n# a", "#"])("readTokens throws E_NOTHING for %j", async (text) => {
  await expect(readTokens(said("/", text))).rejects.toMatchObject({ code: "E_NOTHING" });
});

it("readText takes a file, without the mark of its encoding, before anything else", async () => {
  const dir = temporary({
    a: "\ufeffa\ufeff\n",
    e: "a\ufeff",
    b: Buffer.from([0xff]),
    c: "x".repeat(2 ** 20),
    d: "x".repeat(2 ** 20 + 1),
  });
  const read = (from: string) => readText({ ...said(dir, "stdin"), from }, "?");
  expect(await read("a")).toBe("a\ufeff\n");
  expect(await read("e")).toBe("a\ufeff");
  expect(await read("c")).toHaveLength(2 ** 20);
  for (const [from, why] of [
    ["b", "it is not UTF-8"],
    ["d", "d"],
    ["none", "there is no such file"],
    [".", "EISDIR|not a|directory"],
  ] as const)
    await expect(read(from)).rejects.toMatchObject({
      code: "E_IO",
      message: expect.stringMatching(`"${from}": .*(${why})`),
    });
});

it("readText takes more of a file of which not all is kept, and what is kept has to be text", async () => {
  const dir = temporary({
    a: Buffer.concat([Buffer.from("a"), Buffer.alloc(2 ** 20, 0xff)]),
    b: Buffer.alloc(2 ** 26 + 1),
  });
  const read = (from: string, length: number) =>
    readText({ ...said(dir, "stdin"), from }, "?", (bytes) => bytes.subarray(0, length));
  expect(await read("a", 1)).toBe("a");
  await expect(read("a", 2)).rejects.toMatchObject({ code: "E_IO" });
  await expect(read("b", 1)).rejects.toMatchObject({ code: "E_IO" });
});

it("readText asks on a terminal, and shows nothing of what is typed", async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  input.write("acme\r");
  expect(await readText({ ...said("/", "stdin"), terminal: { input, output } }, "Which? ")).toBe("acme");
  expect(String(output.read())).toBe("Which? \n");
});
