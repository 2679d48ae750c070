import { expect, it } from "vitest";
import { parseBatch, readObjects } from "../../../../lib/guard/history/objects.ts";
import { repo } from "../../../support/repo.ts";

const [one, two] = ["1".repeat(40), "2".repeat(40)];

const parse = (output: string, names = [one, two]): unknown[] => {
  const seen: unknown[] = [];
  parseBatch(Buffer.from(output), names, (name, object) => seen.push([name, object?.type, object?.bytes.toString()]));
  return seen;
};

it("parseBatch gives each object that was asked for as a whole, and says which are missing", () => {
  expect(parse(`${one} commit 4\na\nb\n\n${two} missing\n`)).toEqual([
    [one, "commit", "a\nb\n"],
    [two, undefined, undefined],
  ]);
  expect(parse(`${one} tag 0\n\n${two} blob 1\nx\n`)).toEqual([
    [one, "tag", ""],
    [two, "blob", "x"],
  ]);
  expect(parse(" missing\n", [""])).toEqual([["", undefined, undefined]]);
});

it.each<[string, string, string]>([
  ["nothing", "", 'answered ""'],
  ["an answer that is cut in its first line", `${one} comm`, `answered "${one} comm"`],
  ["a first line without an end", `${one} commit 0`, `answered "${one} commit 0"`],
  ["an object that is cut", `${one} commit 9\nabc`, `did not give "${one}" as a whole`],
  ["an object without the line feed behind it", `${one} commit 3\nabc`, `did not give "${one}" as a whole`],
  ["another object", `${two} commit 3\nabc\n`, `did not give "${one}" as a whole`],
  ["another one that is missing", `${two} missing\n`, `answered "${two} missing"`],
  ["something in front", `x ${one} commit 3\nabc\n`, `answered "x ${one} commit 3"`],
  ["something behind", `${one} commit 3 x\nabc\n`, `answered "${one} commit 3 x"`],
  ["words", `${"words ".repeat(50)}\n`, `answered "${"words ".repeat(50).slice(0, 200)}"`],
])("parseBatch throws E_GIT for %s", (_, output, message) => {
  expect(() => parse(output)).toThrow(
    expect.objectContaining({ code: "E_GIT", message: expect.stringContaining(message) }),
  );
});

it("readObjects asks for any number of objects, each once, and for none without git", async () => {
  using fixture = repo({ a: "x" });
  const head = fixture.git("rev-parse", "HEAD");
  const names = [...Array.from({ length: 2500 }, (_, index) => index.toString(16).padStart(40, "f")), head];
  const seen: [string, string | undefined][] = [];
  await readObjects(names, fixture.dir, (name, object) => seen.push([name, object?.type]));
  expect(seen.map(([name]) => name)).toEqual(names);
  expect(seen.filter(([, type]) => type !== undefined)).toEqual([[head, "commit"]]);
  await readObjects([], "/nonexistent", () => expect.unreachable());
});
