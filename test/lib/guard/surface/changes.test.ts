import { describe, expect, it, onTestFinished } from "vitest";
import { isMovedByLineEnds, listChanges, listFiltered, parseChanges } from "../../../../lib/guard/surface/changes.ts";
import { type RepoFiles, repo } from "../../../support/repo.ts";

const made = (files: RepoFiles) => {
  const fixture = repo(files);
  onTestFinished(fixture.dispose);
  return fixture;
};

describe("parseChanges", () => {
  const [none, blob, other] = ["0", "1", "f"].map((unit) => unit.repeat(40));

  it("gathers what the index has of each path", () => {
    const output = [
      `:100644 000000 ${blob} ${none} D\0a\0`,
      `:120000 100644 ${other} ${none} T\0b c\0`,
      `:000000 100644 ${none} ${none} U\0d\xff\0`,
      `:100644 100644 ${other} ${none} M\0d\xff\0`,
    ].join("");
    expect(parseChanges(Buffer.from(output, "latin1"))).toEqual([
      { name: "a", versions: [{ kind: "file", blob }], isGone: true },
      { name: "b c", versions: [{ kind: "link", blob: other }], isGone: false },
      { name: "d\xff", versions: [{ kind: "file", blob: other }], isGone: false },
    ]);
    expect(parseChanges(Buffer.alloc(0))).toEqual([]);
  });

  it("is what git says of the work tree, from anywhere in it", async () => {
    const { dir, git, write } = made({ a: "1", "d/b": "2", c: "3" });
    write({ a: "x", "d/b": "y", new: "z" });
    git("add", "--intent-to-add", "new");
    const changes = await listChanges(`${dir}/d`, `${dir}/.git/index`);
    expect(changes.map(({ name, versions }) => [name, versions.map((version) => version.blob)])).toEqual([
      ["a", [git("rev-parse", ":a")]],
      ["d/b", [git("rev-parse", ":d/b")]],
      ["new", []],
    ]);
  });
});

describe("listFiltered", () => {
  it("names what git writes otherwise than it keeps it, line endings aside", async () => {
    const { dir } = made({
      ".gitattributes": "a filter=x\nb working-tree-encoding=ISO-8859-1\nc ident\nd text eol=crlf\n\xff filter=x\n",
      a: "1",
      b: "2",
      "sub/c": "3",
      d: "4",
      e: "5",
    });
    expect([...(await listFiltered(`${dir}/sub`))]).toEqual(["a", "b", "sub/c"]);
    expect([...(await listFiltered(made({ a: "1" }).dir))]).toEqual([]);
  });
});

it("isMovedByLineEnds knows bytes that look like line breaks", () => {
  const asked = ["plain", "a\nb", "a\rb", ""].map((text) => isMovedByLineEnds(Buffer.from(text)));
  expect(asked).toEqual([false, true, true, false]);
});
