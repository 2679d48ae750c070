import { describe, expect, it } from "vitest";
import { type Grammar, parseRange } from "../../../../lib/guard/runtime/ranges.ts";
import {
  highestLine,
  intersects,
  linesOf,
  lowestBeyond,
  lowestIn,
  placeOf,
  type VersionSet,
} from "../../../../lib/guard/runtime/version-set.ts";

const set = (grammar: Grammar, text: string): VersionSet => {
  const found = parseRange(grammar, text);
  if ("why" in found) throw new Error(found.why);
  return found;
};
const python = (text: string) => set("pep440", text);
const pin = (text: string) => set("prefix", text);

const nothing: VersionSet = { text: "", has: () => false, points: [] };

/** Every release that the texts could be about, one by one. */
const releases = [0, 2, 3, 4, 5].flatMap((major) =>
  Array.from({ length: 16 }, (_, minor) => minor).flatMap((minor) =>
    [0, 1, 2, 3, 4, 5].map((patch) => `${major}.${minor}.${patch}`),
  ),
);

describe("version sets", () => {
  const texts = [
    ">=3.11",
    "<3.13",
    "~=3.11",
    "~=3.12.2",
    "==3.12.*",
    "!=3.12.3,>=3.12",
    ">3.12.4",
    "<=3.11.2",
    "==3.12.4",
    ">=3.9,!=3.10.*",
  ];

  const members = new Map(
    texts.map((text) => [text, new Set(releases.filter((version) => python(text).has(version)))]),
  );
  const isIn = (text: string, version: string) => members.get(text)?.has(version) === true;

  it.each(texts)("are compared as by asking for every release: %s", (text) => {
    const a = python(text);
    for (const other of texts) {
      const b = python(other);
      expect(intersects(a, b), other).toBe(releases.some((version) => isIn(text, version) && isIn(other, version)));
      expect(lowestBeyond(a, b), other).toBe(releases.find((version) => isIn(text, version) && !isIn(other, version)));
    }
    expect(lowestIn(a)).toBe(releases.find((version) => isIn(text, version)));
  });

  it("know a declared minimum", () => {
    expect(lowestIn(set("semver", "^18.2 || >=20"))).toBe("18.2.0");
    expect(lowestIn(python(">3.12.14"))).toBe("3.12.15");
    expect(lowestIn(python(">=3.13"), python("<3.12"))).toBeUndefined();
  });

  it("place what a pin picks, the newest of its line", () => {
    expect(placeOf("python", pin("3.12"), python(">=3.12.4"))).toBe("inside");
    expect(placeOf("python", pin("3.12"), python("<3.12.4"))).toBe("outside");
    expect(placeOf("python", pin("3.10"), python(">=3.11"))).toBe("outside");
    expect(placeOf("node", pin("20"), set("semver", ">=20.19"))).toBe("inside");
    expect(placeOf("python", pin("3.14.0rc1"), python(">=3.11"))).toBe("inside");
    expect(placeOf("python", set("semver", "3.x"), python(">=3.11"))).toBe("inside");
    expect(placeOf("python", set("semver", "3.x"), python("<3"))).toBe("outside");
    expect(placeOf("node", set("semver", "20 || 22"), set("semver", "<22"))).toBe("unsure");
    expect(placeOf("node", set("semver", "20 || 22"), set("semver", "<20"))).toBe("outside");
    expect(placeOf("python", nothing, python(">=3.11"))).toBe("outside");
  });

  it("leave open what depends on releases", () => {
    expect(placeOf("python", set("semver", "3.x"), python(">=3.11,<3.20"))).toBe("unsure");
  });

  it("tell lines", () => {
    expect([...linesOf("python", pin("3.12"))]).toEqual(["3.12"]);
    expect([...linesOf("node", pin("20.19"))]).toEqual(["20"]);
    expect(linesOf("python", python(">=3.11")).size).toBeGreaterThan(1);
    expect(highestLine("python", python(">=3.10,<3.13"))).toBe("3.12");
    expect(highestLine("python", python(">=3.10,<=3.12.4"))).toBe("3.12");
    expect(highestLine("python", python(">=3.10,<4"))).toBeUndefined();
    expect(highestLine("python", python(">=3.10"))).toBeUndefined();
    expect(highestLine("node", set("semver", ">=20 <25"))).toBe("24");
    expect(highestLine("node", set("semver", ">=20 <24.3"))).toBe("24");
    expect(highestLine("node", set("semver", "20"))).toBe("20");
    expect(highestLine("go", set("semver", "1.22.3"))).toBe("1.22");
    expect(highestLine("python", python(">=3.10,<3.14.0rc1"))).toBe("3.13");
    expect(highestLine("python", python(">=3.10,<=3.14.0rc1"))).toBe("3.13");
    expect(highestLine("node", nothing)).toBeUndefined();
    expect(linesOf("node", nothing).size).toBe(0);
  });
});
