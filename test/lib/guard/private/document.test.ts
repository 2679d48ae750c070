import { describe, expect, it } from "vitest";
import { formatDenyList, parseDenyList } from "../../../../lib/guard/private/document.ts";
import { denyList } from "../../../support/deny.ts";

const list = denyList(["acme-corp", "globex"], "a note");
const text = formatDenyList(list);

const [first, second] = list.tokens;

const withTokens = (...tokens: unknown[]): string => JSON.stringify({ ...list, tokens });

const parse = (content: string | Buffer) => parseDenyList(Buffer.from(content as string), "list.json");

describe("a private list as a file", () => {
  it("is read as it was written, sorted by digest, one line for each token", () => {
    const again = parse(text);
    expect(again).toEqual({ ...list, tokens: [...list.tokens].sort((a, b) => (a.digest < b.digest ? -1 : 1)) });
    expect(formatDenyList(again)).toBe(text);
    expect(formatDenyList(list)).toBe(text);
    expect(text.split("\n").filter((line) => line.includes("digest"))).toHaveLength(2);
    expect(formatDenyList({ ...list, tokens: [...list.tokens].reverse() })).toBe(text);
    const empty = formatDenyList({ ...list, tokens: [] });
    expect(parse(empty).tokens).toEqual([]);
    expect(empty).toMatch(/ {2}"tokens": \[\]\n\}\n$/);
  });

  it.each<[string, string | Buffer, string]>([
    ["nothing", "", "no JSON"],
    ["no JSON", "{", "no JSON"],
    ["no UTF-8", Buffer.from([0xff, 0xfe]), "no JSON"],
    ["a list", "[]", "no kprov.deny-list/v1"],
    ["null", "null", "no kprov.deny-list/v1"],
    ["a text", '"kprov.deny-list/v1"', "no kprov.deny-list/v1"],
    ["another document", '{"schema":"kprov.report/v1"}', "no kprov.deny-list/v1"],
    ["another version", text.replace("deny-list/v1", "deny-list/v2"), "no kprov.deny-list/v1"],
    ["a key twice", text.replace('"id"', '"check": "0", "id"'), "no JSON"],
    ["an unknown key", text.replace('"id"', '"x": 1, "id"'), "no kprov.deny-list/v1"],
    ["no id", text.replace(/"id": "\w+",/, ""), "id, check or tokens"],
    ["a short id", text.replace(list.id, "00"), "id, check or tokens"],
    ["a check that is no hex", text.replace(list.check, "g".repeat(32)), "id, check or tokens"],
    ["a check that is no text", text.replace(`"${list.check}"`, "1"), "id, check or tokens"],
    ["tokens that are no list", text.replace(/\[[\s\S]*\]/, "{}"), "id, check or tokens"],
    ["a token in clear", text.replace(/\[[\s\S]*\]/, '["acme-corp"]'), "token 1 is not"],
    ["no token", withTokens(first, null), "token 2 is not"],
    ["a list as a token", withTokens([]), "token 1 is not"],
    ["an unknown key of a token", withTokens({ ...first, token: "acme-corp" }), "token 1 is not"],
    ["a short digest", withTokens({ ...first, digest: "00" }), "token 1 is not"],
    ["a digest in capitals", withTokens({ ...first, digest: "A".repeat(64) }), "token 1 is not"],
    ["a short hint", withTokens({ ...first, hint: "00" }), "token 1 is not"],
    ["no hint", withTokens({ digest: first?.digest }), "token 1 is not"],
    ["a note that is no text", withTokens(second, { ...first, note: 1 }), "token 2 is not"],
    ["a note that is a list", withTokens({ ...first, note: ["x"] }), "token 1 is not"],
    ["an empty note", withTokens({ ...first, note: "" }), "token 1 is not"],
    ["a long note", withTokens({ ...first, note: "x".repeat(201) }), "token 1 is not"],
    ["a token twice", withTokens(first, second, first), `token ${first?.digest.slice(0, 12)} is there twice`],
    ["more than 4 MiB", `${text}${" ".repeat(2 ** 22)}`, "no JSON"],
  ])("throws E_CONFIG for %s", (_, content, why) => {
    expect(() => parse(content)).toThrow(
      expect.objectContaining({ code: "E_CONFIG", message: expect.stringContaining(why) }),
    );
  });

  it("may have notes of 200 characters, or none, and 4 MiB", () => {
    const tokens = [
      { ...first, note: "x".repeat(200) },
      { digest: second?.digest, hint: second?.hint },
    ];
    const content = withTokens(...tokens);
    expect(parse(content.padEnd(2 ** 22)).tokens).toEqual(tokens);
  });

  it("has the entry that it can't use, and why, in the error's cause", () => {
    expect(() => parse("{")).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code: "E_JSON" }) }));
  });
});
