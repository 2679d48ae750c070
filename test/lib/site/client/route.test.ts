import { describe, expect, test } from "vitest";
import { fileAddress, lineageAddress, listAddress, parseRoute, runAddress } from "../../../../lib/site/client/route.ts";

const digest = "0123456789abcdef".repeat(4);

describe("parseRoute", () => {
  test("reads what addresses of every view say", () => {
    expect(parseRoute(runAddress(digest, "inputs"))).toEqual({
      view: "run",
      digest: digest.slice(0, 16),
      section: "inputs",
    });
    expect(parseRoute(fileAddress(digest))).toEqual({ view: "file", digest });
    expect(parseRoute(lineageAddress(digest, "upstream", 4))).toEqual({
      ...{ view: "lineage", digest: digest.slice(0, 16), direction: "upstream", depth: 4 },
    });
    expect(parseRoute("#/refused")).toEqual({ view: "refused" });
    const list = { q: "a&b=c #x", project: "p/q", from: "2026-01-01", sort: "oldest", page: 3 };
    expect(parseRoute(listAddress(list))).toMatchObject({ view: "list", list });
    expect(listAddress({})).toBe("#/");
    expect(parseRoute("")).toEqual(parseRoute("#/"));
  });

  test.each(["#/run/", "#/run/0123", "#/run/../../etc", "#/file/zz", "#/lineage/x", "#/nothing", "#/__proto__"])(
    "%s leads nowhere",
    (hash) => {
      expect(parseRoute(hash)).toEqual({ view: "nowhere" });
    },
  );

  test.each([
    ["#/?page=-1", 1],
    ["#/?page=1e9999", 1],
    ["#/?page=2.5", 1],
    ["#/?page=7", 7],
  ])("takes %s for page %i", (hash, page) => {
    expect(parseRoute(hash)).toMatchObject({ list: { page } });
  });

  test("holds to directions and depths that there are", () => {
    expect(parseRoute(`#/lineage/${digest.slice(0, 16)}?depth=99&direction=sideways`)).toMatchObject({
      direction: "both",
      depth: 3,
    });
  });
});
