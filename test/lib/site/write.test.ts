import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeSite } from "../../../lib/site/write.ts";
import { temporary } from "../../support/temporary.ts";

const page = (directory: string): string => `<meta name="kprov-site" content="kprov.site/v1"> ${directory}`;
const write = (dir: string, text: string) =>
  writeSite({ path: join(dir, "site"), shown: "site" }, { make: (put) => put("head.js", text), pageOf: page });
const dataOf = (dir: string): string[] => readdirSync(join(dir, "site")).filter((name) => name.startsWith("data-"));

describe("writeSite", () => {
  test("makes a directory whose page names its data, and leaves nothing beside it", async () => {
    const dir = temporary();
    const written = await write(dir, "one");
    const [data = ""] = dataOf(dir);
    expect(data).toBe(`data-${written.digest.slice(0, 16)}`);
    expect(readFileSync(join(dir, "site/index.html"), "utf8")).toBe(page(data));
    expect(readFileSync(join(dir, "site", data, "head.js"), "utf8")).toBe("one");
    expect(written).toMatchObject({ files: 2, size: 3 + page(data).length, isReplaced: false });
    expect(readdirSync(dir)).toEqual(["site"]);
  });

  test("replaces an older site, also the very same one, and its data with it", async () => {
    const dir = temporary();
    await write(dir, "one");
    const [before = ""] = dataOf(dir);
    expect(await write(dir, "two")).toMatchObject({ isReplaced: true });
    expect(dataOf(dir)).not.toContain(before);
    const [after = ""] = dataOf(dir);
    writeFileSync(join(dir, "site", after, "head.js"), "damaged");
    await write(dir, "two");
    expect(dataOf(dir)).toEqual([after]);
    expect(readFileSync(join(dir, "site", after, "head.js"), "utf8")).toBe("two");
    expect(readdirSync(dir)).toEqual(["site"]);
  });

  test.each<[string, (dir: string) => void, RegExp]>([
    ["a file", (dir) => writeFileSync(join(dir, "site"), ""), /it is no directory/],
    ["a link to a site", (dir) => symlinkSync(dir, join(dir, "site")), /it is no directory/],
    ["an empty directory", (dir) => mkdirSync(join(dir, "site")), /it holds no site of this program/],
    ["another page", (dir) => fill(dir, { "index.html": "<h1>mine</h1>" }), /it holds no site of this program/],
    [
      "a site with a file of somebody",
      (dir) => fill(dir, { "index.html": page("x"), "notes.txt": "" }),
      /it holds "notes.txt"/,
    ],
    [
      "data that is not ours",
      (dir) => fill(dir, { "index.html": page("x"), "data-0123456789abcdef/notes.txt": "" }),
      /it holds "data-0123456789abcdef"/,
    ],
  ])("refuses to write over %s, and changes nothing", async (_, prepare, why) => {
    const dir = temporary();
    prepare(dir);
    const before = readdirSync(dir, { recursive: true }).sort();
    await expect(write(dir, "one")).rejects.toMatchObject({ code: "E_USAGE", message: expect.stringMatching(why) });
    expect(readdirSync(dir, { recursive: true }).sort()).toEqual(before);
  });

  test("writes nothing into a bundle", async () => {
    const dir = temporary({ "manifest.json": "{}", "run_summary.json": "{}" });
    await expect(write(dir, "one")).rejects.toMatchObject({ code: "E_USAGE" });
    expect(readdirSync(dir).sort()).toEqual(["manifest.json", "run_summary.json"]);
  });

  test("an error on the way leaves the older site, and nothing else", async () => {
    const dir = temporary();
    await write(dir, "one");
    const before = readFileSync(join(dir, "site/index.html"), "utf8");
    const failing = writeSite(
      { path: join(dir, "site"), shown: "site" },
      {
        make: (put) => {
          put("head.js", "two");
          throw new Error("no more");
        },
        pageOf: page,
      },
    );
    await expect(failing).rejects.toThrow("no more");
    expect(readFileSync(join(dir, "site/index.html"), "utf8")).toBe(before);
    expect(readdirSync(dir)).toEqual(["site"]);
  });

  test("says in words when it can't be written", async () => {
    const dir = temporary();
    await expect(
      writeSite({ path: join(dir, "no/site"), shown: "no/site" }, { make: () => undefined, pageOf: page }),
    ).rejects.toMatchObject({
      code: "E_IO",
      message: 'Cannot write the site "no/site": the directory "no" does not exist',
    });
  });

  test.skipIf(process.getuid?.() === 0)("says so where nobody may write", async () => {
    const dir = temporary();
    chmodSync(dir, 0o555);
    await expect(write(dir, "one")).rejects.toMatchObject({ code: "E_IO" });
    chmodSync(dir, 0o755);
    expect(existsSync(join(dir, "site"))).toBe(false);
  });

  test("removes what a killed process left", async () => {
    const dir = temporary();
    // A process of this host that cannot be: pids end before it.
    const { currentOwner, formatOwner } = await import("../../../lib/owner.ts");
    const dead = `.kprov-site.${formatOwner({ ...currentOwner(), pid: 2 ** 30, start: "1" })}`;
    mkdirSync(join(dir, dead, "data"), { recursive: true });
    await write(dir, "one");
    expect(readdirSync(dir)).toEqual(["site"]);
  });
});

const fill = (dir: string, files: Record<string, string>): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(dir, "site", name, ".."), { recursive: true });
    writeFileSync(join(dir, "site", name), text);
  }
};
