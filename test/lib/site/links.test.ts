import { describe, expect, test } from "vitest";
import type { FileFact } from "../../../lib/catalog/index.ts";
import { createLinks } from "../../../lib/site/links.ts";

const file = (role: FileFact["role"], path: string, digest: string | null): FileFact => ({
  ...{ role, path, digest, size: 1, mediaType: "text/plain" },
});
const [a, b] = ["a".repeat(64), "b".repeat(64)];
const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const linksOf = (runs: FileFact[][], most = { links: 10, uses: 10 }) => {
  const links = createLinks(most);
  for (const [index, files] of runs.entries()) links.add({ files }, runs.length - 1 - index);
  return links;
};

describe("createLinks", () => {
  test("leads from a reader to the last maker before it", () => {
    const runs = [
      [file("output", "x", a)],
      [file("output", "y", a)],
      [file("input", "z", a)],
      [file("output", "w", a)],
    ];
    expect(linksOf(runs).links(4)).toEqual([[], [[2, "z", a]], [], []]);
  });

  test("does not lead from a run to itself, to a later one, or over empty files", () => {
    const runs = [
      [file("input", "x", a), file("output", "x", a)],
      [file("input", "e", empty), file("output", "e", empty)],
      [file("input", "e", empty), file("input", "gone", null)],
    ];
    expect(linksOf(runs).links(3)).toEqual([[], [], []]);
  });

  test("bounds what one run reads, and lists uses by digest, the newest first", () => {
    const runs = [
      [file("output", "1", a), file("output", "2", b)],
      [file("input", "1", a), file("input", "2", b)],
    ];
    const links = linksOf(runs, { links: 1, uses: 1 });
    expect(links.links(2)).toEqual([[[1, "1", a]], []]);
    expect(links.digests("a")).toEqual([
      [
        a,
        [
          [0, "input", "1"],
          [1, "output", "1"],
        ],
      ],
    ]);
    expect(links.digests("b")).toEqual([]);
  });
});
