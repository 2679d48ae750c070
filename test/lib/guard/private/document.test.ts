import { describe, expect, it } from "vitest";
import { formatDenyList, parseDenyList } from "../../../../lib/guard/private/document.ts";
import { denyList } from "../../../support/deny.ts";

const list = denyList(["acme-corp", "globex"], "a note");
const text = formatDenyList(list);

const parse = (content: string | Buffer) => parseDenyList(Buffer.from(content as string), "list.json");

describe("a private list as a file", () => {
  it("is read as it was written, sorted by digest, one line for each token", () => {
    const again = parse(text);
    expect(again).toEqual({ ...list, tokens: [...list.tokens].sort((a, b) => (a.digest < b.digest ? -1 : 1)) });
    expect(formatDenyList(again)).toBe(text);
    expect(text.split("\n").filter((line) => line.includes("digest"))).toHaveLength(2);
    expect(formatDenyList({ ...list, tokens: [...list.tokens].reverse() })).toBe(text);
    expect(parse(formatDenyList({ ...list, tokens: [] })).tokens).toEqual([]);
  });

  it.each<[string, string | Buffer]>([
    ["nothing", ""],
    ["no JSON", "{"],
    ["no UTF-8", Buffer.from([0xff, 0xfe])],
    ["a list", "[]"],
    ["another document", '{"schema":"kprov.report/v1"}'],
    ["another version", text.replace("deny-list/v1", "deny-list/v2")],
    ["a key twice", text.replace('"id"', '"check": "0", "id"')],
    ["an unknown key", text.replace('"id"', '"x": 1, "id"')],
    ["no id", text.replace(/"id": "\w+",/, "")],
    ["a short id", text.replace(list.id, "00")],
    ["a check that is no hex", text.replace(list.check, "g".repeat(32))],
    ["tokens that are no list", text.replace(/\[[\s\S]*\]/, "{}")],
    ["a token in clear", text.replace(/\[[\s\S]*\]/, '["acme-corp"]')],
    ["a short digest", text.replace(list.tokens[0]?.digest ?? "", "00")],
    ["a digest in capitals", text.replace(list.tokens[0]?.digest ?? "", "A".repeat(64))],
    ["a short hint", text.replace(list.tokens[0]?.hint ?? "", "00")],
    ["a note that is no text", text.replaceAll('"a note"', "1")],
    ["a token twice", text.replace(list.tokens[0]?.digest ?? "", list.tokens[1]?.digest ?? "")],
    ["more than 4 MiB", `${text}${" ".repeat(2 ** 22)}`],
  ])("throws E_CONFIG for %s", (_, content) => {
    expect(() => parse(content)).toThrow(expect.objectContaining({ code: "E_CONFIG" }));
  });
});
