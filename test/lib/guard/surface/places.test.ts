import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { placesOf } from "../../../../lib/guard/surface/places.ts";
import { temporary } from "../../../support/temporary.ts";

describe("placesOf", () => {
  const made = () => {
    const top = temporary({ "real/deep/a": "1", b: "2" });
    const way = join(temporary(), "way");
    for (const [target, link] of [
      ["real", "one"],
      ["deep", "real/two"],
      ["../b", "real/three"],
      ["nowhere", "gone"],
    ] as const)
      symlinkSync(target, join(top, link));
    symlinkSync(top, way);
    return { top, way };
  };

  it.each<[string, string[]]>([
    ["b", ["b"]],
    ["real/deep/a", ["real/deep/a"]],
    ["one/deep/a", ["real/deep/a", "one/deep/a"]],
    ["one/two/a", ["real/deep/a", "real/two/a", "one/two/a"]],
    ["one/three", ["b", "real/three", "one/three"]],
    ["one/none/x", ["one/none/x", "real/none/x"]],
    ["gone", ["gone"]],
    ["gone/x", ["gone/x"]],
    ["..b", ["..b"]],
  ])("of %s are those with links followed up to each directory", (path, wanted) => {
    const { top, way } = made();
    expect(placesOf(top, join(top, path)).sort()).toEqual(wanted.sort());
    expect(placesOf(top, join(way, path)).sort()).toEqual(wanted.sort());
  });

  it("are none outside, also of a directory that is called alike", () => {
    const { top } = made();
    expect([placesOf(top, "/nonexistent/x"), placesOf(top, `${top}x/a`), placesOf(top, join(top, "../x"))]).toEqual([
      [],
      [],
      [],
    ]);
  });
});
