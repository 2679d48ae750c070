import { describe, expect, test } from "vitest";
import { readLine } from "../../../../lib/run/events/line.ts";

const read = (text: string | Buffer) => readLine(Buffer.from(text as string));

describe("readLine", () => {
  test.each<[string, object]>([
    ['{"name":"a"}', { name: "a", phase: "event", attributes: {} }],
    ['{"name":"a","phase":"start","span":"s","parent":"p","writer":"w"}\r', { span: "s", parent: "p", writer: "w" }],
    [
      '{"name":"a","phase":"end","attributes":{"x":1.5,"y":"z","b":true,"n":null}}',
      { attributes: { x: 1.5, n: null } },
    ],
    ['{"name":"\\u001b[31m\\u0000","attributes":{"1":-0,"constructor":"x"}}', { name: "\u001b[31m\u0000" }],
  ])("takes %s", (line, said) => {
    expect(read(line)).toMatchObject(said);
  });

  test.each<[string, string | Buffer, string]>([
    ["no JSON", "oops", "it is not JSON"],
    ["half a line", '{"name":"a"', "it is not JSON"],
    ["two values", '{"name":"a"}{"name":"b"}', "it is not JSON"],
    ["a NUL", '{"name":"a"}\0', "it is not JSON"],
    ["a byte order mark", '\ufeff{"name":"a"}', "it is not JSON"],
    ["bytes that are no UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), "it is not JSON"],
    ["a key twice", '{"name":"a","name":"b"}', "it is not JSON"],
    ["__proto__", '{"name":"a","attributes":{"__proto__":1}}', "it is not JSON"],
    ["a number that is lost", '{"name":"a","attributes":{"x":1e999}}', "it is not JSON"],
    ["an integer that is lost", '{"name":"a","attributes":{"x":9007199254740993}}', "it is not JSON"],
    ["deep nesting", `{"name":"a","attributes":${"[".repeat(2000)}${"]".repeat(2000)}}`, "it is not JSON"],
    ["a list", "[1]", "it is not a JSON object"],
    ["null", "null", "it is not a JSON object"],
    ["no name", "{}", 'it has no "name"'],
    ["an empty name", '{"name":""}', '"name" is not a text, or an empty one'],
    ["a name that is a number", '{"name":1}', '"name" is not a text, or an empty one'],
    ["half a character", '{"name":"\\ud800"}', '"name" is not a text, or an empty one'],
    ["half a character as a value", '{"name":"a","attributes":{"x":"\\udfff"}}', '"attributes" is not'],
    ["half a character as a key", '{"name":"a","attributes":{"\\udfff":1}}', '"attributes" is not'],
    ["another phase", '{"name":"a","phase":"begin"}', '"phase" is none of'],
    ["a phase that is a list", '{"name":"a","phase":["start"]}', '"phase" is none of'],
    ["a nested attribute", '{"name":"a","attributes":{"x":{}}}', '"attributes" is not'],
    ["attributes that are a list", '{"name":"a","attributes":[1]}', '"attributes" is not'],
    ["a parent of an event", '{"name":"a","parent":"p"}', '"parent" is for the start'],
    ["an unknown key", '{"name":"a","attribute":{}}', 'it has the unknown key "attribute"'],
    ["an unknown key of half a character", '{"\\ud800":1}', 'it has the unknown key "\ufffd"'],
  ])("refuses %s, and quotes no value", (_, line, fault) => {
    const answer = read(line);
    expect(answer).toMatchObject({ fault: expect.stringContaining(fault) });
  });
});
