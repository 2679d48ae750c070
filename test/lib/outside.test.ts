import { mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assertOutsideBundles, realPlace } from "../../lib/outside.ts";
import { temporary } from "../support/temporary.ts";

test("realPlace follows links, also to what is not there yet, and gives up on those that go round", () => {
  const dir = realpathSync(temporary({ "a/file": "" }));
  symlinkSync("a", join(dir, "b"));
  symlinkSync("../a/new", join(dir, "a/coming"));
  symlinkSync("round", join(dir, "round"));
  expect(realPlace(join(dir, "b/file"))).toBe(join(dir, "a/file"));
  expect(realPlace(join(dir, "b/x/y"))).toBe(join(dir, "a/x/y"));
  expect(realPlace(join(dir, "b/coming"))).toBe(join(dir, "a/new"));
  expect(realPlace(join(dir, "round"))).toBe(join(dir, "round"));
  expect(realPlace(join(dir, "a/file/x"))).toBe(join(dir, "a/file/x"));
});

test("assertOutsideBundles refuses what lies below a bundle, at any depth and through a link, and nothing beside it", () => {
  const dir = temporary({ "runs/b/manifest.json": "{}", "runs/b/run_summary.json": "{}" });
  mkdirSync(join(dir, "runs/b/outputs"));
  symlinkSync("runs/b/outputs", join(dir, "link"));
  for (const path of ["runs/b/x", "runs/b/outputs/x", "runs/b/no/such/x", "link/x"])
    expect(() => assertOutsideBundles({ path: join(dir, path), shown: path })).toThrow(
      expect.objectContaining({ code: "E_USAGE", message: expect.stringContaining(`Cannot write "${path}"`) }),
    );
  expect(() => assertOutsideBundles({ path: join(dir, "runs/x"), shown: "x" })).not.toThrow();
});
