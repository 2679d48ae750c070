import { expect, test } from "vitest";
import { formatJsonPath, jsonPlace } from "../../../../lib/run/determinism/json-place.ts";
import { memorySource } from "../../../../lib/run/determinism/source.ts";

/** Where the bar stands. */
const placeOf = (marked: string) => {
  const offset = Buffer.byteLength(marked.slice(0, marked.indexOf("|")));
  const bytes = Buffer.from(marked.replace("|", ""));
  return jsonPlace(memorySource(bytes), offset, [bytes[offset] ?? 0]);
};

test.each<[string, string, boolean]>([
  ['{"a": |1}', "$.a", false],
  ['{"a": 1|2}', "$.a", false],
  ['{"a": 1|, "b": 2}', "$", false],
  ['{"a": "x|y"}', "$.a", false],
  ['{"a": "x\\"|y"}', "$.a", false],
  ['{"|a": 1}', "$", true],
  ['{"a": 1, |"b": 2}', "$", true],
  ['{"a": 1, "b|": 2}', "$", true],
  ['{"a"|: 1}', "$", false],
  ['{"a": {"b": [10, {"c": |null}]}}', "$.a.b[1].c", false],
  ["[1, [2, |3]]", "$[1][1]", false],
  ["[[], {}, |3]", "$[2]", false],
  ['{"odd key": {"1": |2}}', '$["odd key"]["1"]', false],
  ['{"a\\u0041": |2}', "$.aA", false],
  ["|[1]", "$", false],
  ['{"a": NaN, "b": |1}', "$.b", false],
  ['{"größe": |1}', '$["größe"]', false],
])("the place in %s is %s", async (marked, path, isName) => {
  const place = await placeOf(marked);
  expect(place === undefined ? undefined : formatJsonPath(place.steps)).toBe(path);
  expect(place?.isName).toBe(isName);
});

test("says where name, value and document begin", async () => {
  expect(await placeOf('{"a": 1}\n{"b": "xy|z"}')).toMatchObject({
    start: 15,
    document: 9,
    isLater: true,
    steps: ["b"],
  });
  expect(await placeOf('{"abc|d": 1}')).toMatchObject({ start: 1, document: 0, isLater: false });
});

test.each(["{]|", '{"a" 1|}', "[1 2|]", "{a|: 1}", "]|", '{"a": 1]|', `${"[".repeat(600)}|`, "\u0000|"])(
  "what is no JSON has no place: %s",
  async (marked) => {
    expect(await placeOf(marked)).toBeUndefined();
  },
);

test("does not depend on how the text is cut into pieces", async () => {
  const text = `[${'{"k":"v\\\\"},'.repeat(60_000)}{"last":1}]`;
  const at = text.indexOf("1}]");
  expect(await jsonPlace(memorySource(Buffer.from(text)), at, [0x31])).toMatchObject({ steps: [60_000, "last"] });
});
