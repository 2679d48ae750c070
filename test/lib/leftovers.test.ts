import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { removeStaged, stagedBeside } from "../../lib/leftovers.ts";
import { temporary } from "../support/temporary.ts";

test("removeStaged removes what stagedBeside names, and nothing else", () => {
  const kept = [
    ...["a.json", "a.json.bak", "a.json.202601011234", "a.json.kprov-", "a.json.kprov-0123456789ab.bak"],
    ...["b.json.kprov-0123456789ab", "ba.json.kprov-0123456789ab", "a.json.kprov-0123456789AB"],
  ];
  const dir = temporary(Object.fromEntries(kept.map((name) => [name, "x"])));
  const file = join(dir, "a.json");
  mkdirSync(stagedBeside(file));
  symlinkSync("a.json", stagedBeside(file));
  const before = readdirSync(dir).sort();
  const staged = temporary({});
  expect(basename(stagedBeside(join(staged, "a.json")))).toMatch(/^a\.json\.kprov-[0-9a-f]{12}$/);
  removeStaged(file);
  expect(readdirSync(dir).sort()).toEqual(before);
  const left = temporary({ "a.json": "x", "a.json.kprov-0123456789ab": "half" });
  removeStaged(join(left, "a.json"));
  expect(readdirSync(left)).toEqual(["a.json"]);
});

test("removeStaged says nothing of a place that is not there", () => {
  expect(() => removeStaged(join(temporary(), "missing/a.json"))).not.toThrow();
});
