import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openToolCache } from "../../../../lib/run/toolchain/cache.ts";
import { openWorkbench, type Workbench } from "./workbench.ts";

let bench: Workbench;
beforeEach(() => {
  bench = openWorkbench();
});
afterEach(() => bench.remove());

const later = { now: () => Date.now() + 3_600_000, monotonic: () => 0n };
const digest = "a".repeat(64);
const open = () => openToolCache(join(bench.dir, "cache"), later);
const entries = () => readdirSync(join(bench.dir, "cache/tools"));

describe("openToolCache", () => {
  it("recalls what was remembered of an unchanged file", () => {
    const path = bench.program("tool", "1");
    open().remember(path, statSync(path), { sha256: digest, version: "1.2" });
    expect(open().recall(path, statSync(path))).toEqual({ sha256: digest, version: "1.2" });
  });

  it("misses when the file changed, even within the same size", () => {
    const path = bench.program("tool", "1");
    open().remember(path, statSync(path), { sha256: digest });
    writeFileSync(path, "2");
    expect(open().recall(path, statSync(path))).toBeUndefined();
  });

  it("does not remember a file changed a moment ago", () => {
    const path = bench.program("tool", "1");
    const cache = openToolCache(join(bench.dir, "cache"), { now: () => Date.now(), monotonic: () => 0n });
    cache.remember(path, statSync(path), { sha256: digest });
    expect(cache.recall(path, statSync(path))).toBeUndefined();
  });

  it.each([
    ["cut short", (text: string) => text.slice(0, 20)],
    ["empty", () => ""],
    ["another format", (text: string) => text.replace('"format":1', '"format":2')],
    ["another path", (text: string) => text.replace("/tool", "/toot")],
    ["a digest that is none", (text: string) => text.replace(digest, "A".repeat(64))],
    ["a version that is no string", (text: string) => text.replace('"1.2"', "12")],
    ["a version with a line break", (text: string) => text.replace('"1.2"', '"1\\n2"')],
    ["null", () => "null"],
    ["huge", (text: string) => text + " ".repeat(10_000)],
  ])("takes an entry that is %s for a miss", (_, damage) => {
    const path = bench.program("tool", "1");
    open().remember(path, statSync(path), { sha256: digest, version: "1.2" });
    const place = join(bench.dir, "cache/tools", entries()[0] ?? "");
    writeFileSync(place, damage(readFileSync(place, "utf8")));
    expect(open().recall(path, statSync(path))).toBeUndefined();
  });

  it("tells long paths with the same end apart", () => {
    const [a, b] = ["a", "b"].map((top) => bench.program(join(top, "x".repeat(200), "tool"), top));
    open().remember(a ?? "", statSync(a ?? ""), { sha256: digest });
    expect(open().recall(a ?? "", statSync(a ?? ""))).toEqual({ sha256: digest });
    expect(open().recall(b ?? "", statSync(b ?? ""))).toBeUndefined();
  });

  it("stays bounded and leaves no drafts", () => {
    mkdirSync(join(bench.dir, "cache/tools"), { recursive: true });
    for (let index = 0; index < 600; index += 1) writeFileSync(join(bench.dir, `cache/tools/${index}.json`), "{}");
    const path = bench.program("tool", "1");
    open().remember(path, statSync(path), { sha256: digest });
    expect(entries().length).toBeLessThanOrEqual(512);
    expect(open().recall(path, statSync(path))).toEqual({ sha256: digest });
  });

  it("does without a directory that can't be made, and without one at all", () => {
    const path = bench.program("tool", "1");
    const blocked = openToolCache(path, later);
    blocked.remember(path, statSync(path), { sha256: digest });
    expect(blocked.recall(path, statSync(path))).toBeUndefined();
    const none = openToolCache(null, later);
    none.remember(path, statSync(path), { sha256: digest });
    expect(none.recall(path, statSync(path))).toBeUndefined();
  });
});
