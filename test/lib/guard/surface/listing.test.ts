import { describe, expect, it } from "vitest";
import { entriesOf, parseIndex, versionsOf } from "../../../../lib/guard/surface/listing.ts";

const [a, b, c] = ["a", "b", "c"].map((unit) => unit.repeat(40));
const listing = (...records: string[]) =>
  parseIndex(Buffer.from(records.map((record) => `${record}\0`).join(""), "latin1"));
const seen = (...records: string[]) => {
  const { bytes, entries } = listing(...records);
  return entries.map((entry) => [bytes.toString("latin1", entry.start, entry.end), entry.isPlain, versionsOf(entry)]);
};

describe("parseIndex", () => {
  it("reads files, links and submodules", () => {
    expect(seen(`H 100644 ${a} 0\tx y`, `H 120000 ${b} 0\tz\t\n`, `H 160000 ${c} 0\t\xff`)).toEqual([
      ["x y", true, [{ kind: "file", blob: a }]],
      ["z\t\n", true, [{ kind: "link", blob: b }]],
      ["\xff", true, [{ kind: "submodule", blob: c }]],
    ]);
    expect(seen()).toEqual([]);
  });

  it("gathers the stages of a conflict, also of the first path and of one whose name begins like another's", () => {
    expect(
      seen(
        `M 100644 ${a} 1\tx`,
        `M 120000 ${b} 2\tx`,
        `M 100755 ${c} 3\tx`,
        `M 100644 ${a} 2\txy`,
        `H 100644 ${a} 0\txz`,
      ),
    ).toEqual([
      [
        "x",
        false,
        [
          { kind: "file", blob: a },
          { kind: "link", blob: b },
          { kind: "file", blob: c },
        ],
      ],
      ["xy", false, [{ kind: "file", blob: a }]],
      ["xz", true, [{ kind: "file", blob: a }]],
    ]);
  });

  it("takes one side of a conflict for a reason to look, whatever its tag", () => {
    expect(seen(`H 100644 ${a} 2\tx`)[0]?.[1]).toBe(false);
  });

  it.each(["h", "S", "s", "M", "?"])("takes tag %s for a reason to look", (tag) => {
    expect(seen(`${tag} 100644 ${a} 0\tx`)[0]?.[1]).toBe(false);
  });
});

describe("entriesOf", () => {
  it.each([0, 1, 2, 3, 4, 7])("finds each of %i paths, and no other", (count) => {
    const names = Array.from({ length: count }, (_, index) => `n${index}\xff`);
    const found = listing(...names.map((name) => `H 100644 ${a} 0\t${name}`));
    expect([...entriesOf(found, names)]).toEqual(found.entries);
    for (const [index, name] of names.entries()) expect([...entriesOf(found, [name])]).toEqual([found.entries[index]]);
    expect([...entriesOf(found, ["", "a", "n", "n0", "n0\xff\xff", "n3\xfe", "z"])]).toEqual([]);
  });
});
