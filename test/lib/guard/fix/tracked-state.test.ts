import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lookAt, readTracked } from "../../../../lib/guard/fix/tracked-state.ts";
import { repo, runGit } from "../../../support/repo.ts";

describe("readTracked", () => {
  it("knows kinds, and names with anything in them", async () => {
    using fixture = repo({ "a\nb\t\u00fc": "1", link: { link: "a" } });
    const { root, entries, unstaged } = await readTracked(fixture.dir);
    expect(root).toBe(fixture.dir);
    expect([...entries]).toEqual([
      ["a\nb\t\u00fc", { kind: "file", isConflicted: false, isHidden: false }],
      ["link", { kind: "link", isConflicted: false, isHidden: false }],
    ]);
    expect([...unstaged]).toEqual([]);
  });

  it("knows the top of a repository whose name ends in a line of its own", async () => {
    using outside = repo();
    const dir = join(outside.dir, "a\nb");
    mkdirSync(dir);
    runGit(dir, ["init", "--quiet"]);
    expect((await readTracked(dir)).root).toBe(dir);
  });
});

describe("lookAt", () => {
  it("follows no link on the way, in its place, and waits for no pipe", () => {
    using outside = repo({ "x.toml": "1" });
    using fixture = repo({ "d/x.toml": "1" });
    symlinkSync(outside.dir, join(fixture.dir, "out"));
    symlinkSync("d/x.toml", join(fixture.dir, "link"));
    execFileSync("mkfifo", [join(fixture.dir, "pipe")]);
    expect(lookAt(fixture.dir, "d/x.toml")).toMatchObject({ content: Buffer.from("1") });
    for (const path of ["out/x.toml", "link", "pipe", "d", "gone", "gone/x"])
      expect(lookAt(fixture.dir, path)).toHaveProperty("why");
  });

  it("says why", () => {
    using fixture = repo({
      large: Buffer.alloc(4 * 2 ** 20 + 1),
      full: Buffer.alloc(4 * 2 ** 20),
      link: { link: "d" },
    });
    const whyOf = (path: string) => {
      const found = lookAt(fixture.dir, path);
      return "why" in found ? found.why : undefined;
    };
    expect(whyOf("gone")).toBe("it can't be read: ENOENT");
    expect(whyOf("large")).toMatch(/^it can't be read: .* is not a file of at most 4194304 bytes$/);
    expect(whyOf("link/x")).toBe("a link lies on the way");
    expect(whyOf("link")).toBe("it is no regular file");
    expect(whyOf("full")).toBeUndefined();
  });
});
