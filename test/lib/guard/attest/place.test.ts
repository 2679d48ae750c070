import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { placeAttestation } from "../../../../lib/guard/attest/place.ts";
import { asSomebodyElse } from "../../../fail-open/machine.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const fixture = (): TestRepo => {
  const made = repo({ "a.txt": "a" });
  onTestFinished(made.dispose);
  return made;
};
const place = (dir: string): string => join(dir, ".kprov/attestations");

describe("placeAttestation", () => {
  test("replaces the older result, and git sees none of it", async () => {
    const { dir, git } = fixture();
    await placeAttestation(dir, "x.json", "one");
    await placeAttestation(dir, "x.json", "two");
    expect(readFileSync(join(place(dir), "x.json"), "utf8")).toBe("two");
    expect(readdirSync(place(dir)).sort()).toEqual([".gitignore", "x.json"]);
    expect(git("status", "--porcelain", "--untracked-files=all")).toBe("");
  });

  test("leaves a .gitignore of the project's own alone", async () => {
    const { dir, write } = fixture();
    write({ ".kprov/attestations/.gitignore": "# mine\n" });
    await placeAttestation(dir, "x.json", "one");
    expect(readFileSync(join(place(dir), ".gitignore"), "utf8")).toBe("# mine\n");
  });

  test.each([".kprov", ".kprov/attestations"])("does not follow a link that a branch put at %s", async (path) => {
    const { dir } = fixture();
    const elsewhere = temporary({});
    if (path !== ".kprov") mkdirSync(join(dir, ".kprov"));
    symlinkSync(elsewhere, join(dir, path));
    await expect(placeAttestation(dir, "x.json", "one")).rejects.toMatchObject({ code: "E_IO" });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test("does not write through a link in the result's own place", async () => {
    const { dir, write } = fixture();
    write({ ".kprov/attestations/x.json": { link: "../../a.txt" } });
    await placeAttestation(dir, "x.json", "one");
    expect([readFileSync(join(dir, "a.txt"), "utf8"), readFileSync(join(place(dir), "x.json"), "utf8")]).toEqual([
      "a",
      "one",
    ]);
  });

  test("a file where the directory should be is an error that names it, and leaves nothing", async () => {
    const { dir, write } = fixture();
    write({ ".kprov": "x" });
    await expect(placeAttestation(dir, "x.json", "one")).rejects.toMatchObject({
      code: "E_IO",
      message: expect.stringContaining('Cannot write ".kprov/attestations/x.json"'),
    });
  });

  test("removes what a process that was killed left, and not what another is writing", async () => {
    const { dir } = fixture();
    await placeAttestation(dir, "x.json", "one");
    const minutesAgo = { ".staged-old": 61, ".staged-new": 59, "y.json": 100 };
    for (const [name, minutes] of Object.entries(minutesAgo)) {
      writeFileSync(join(place(dir), name), "half");
      const seconds = Date.now() / 1000 - minutes * 60;
      utimesSync(join(place(dir), name), seconds, seconds);
    }
    symlinkSync("gone", join(place(dir), ".staged-link"));
    await placeAttestation(dir, "x.json", "two");
    expect(readdirSync(place(dir)).sort()).toEqual([
      ...[".gitignore", ".staged-link", ".staged-new", "x.json", "y.json"],
    ]);
  });

  test.each(["", ".kprov/attestations"])(
    "a place where nobody may write (%j) is named with its reason",
    async (path) => {
      const { dir } = fixture();
      mkdirSync(join(dir, path), { recursive: true });
      await asSomebodyElse(dir, async () => {
        chmodSync(join(dir, path), 0o500);
        try {
          await expect(placeAttestation(dir, "x.json", "one")).rejects.toMatchObject({
            code: "E_IO",
            message: expect.stringMatching(/^Cannot write "\.kprov\/attestations\/x\.json": EACCES: .*(?:mkdir|open)/),
          });
        } finally {
          chmodSync(join(dir, path), 0o700);
        }
      });
    },
  );

  test("a directory in the result's own place is an error, and nothing half stays", async () => {
    const { dir } = fixture();
    mkdirSync(join(place(dir), "x.json"), { recursive: true });
    await expect(placeAttestation(dir, "x.json", "one")).rejects.toMatchObject({ code: "E_IO" });
    expect(readdirSync(place(dir)).sort()).toEqual([".gitignore", "x.json"]);
  });
});
