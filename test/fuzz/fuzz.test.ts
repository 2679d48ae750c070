import { afterAll, describe, expect, test } from "vitest";
import { readCorpus } from "./corpus.ts";
import { exercise, type Target } from "./exercise.ts";
import { createRandom, mutate } from "./mutate.ts";
import { cleanUp, targets } from "./targets.ts";

afterAll(cleanUp);

describe("every parser survives its corpus and inputs made from it", () => {
  test.each(targets.map((target) => [target.name, target] as const))("%s", async (name, target) => {
    const seeds = readCorpus(name);
    expect(seeds.length).toBeGreaterThan(0);
    for (const seed of seeds) expect(await exercise(target, seed, createRandom(1))).toBeUndefined();
    const random = createRandom(20260215);
    const rounds = name === "bundle" ? 8 : 60;
    for (let round = 0; round < rounds; round += 1) {
      const bytes = mutate(seeds, random);
      expect(await exercise(target, bytes, createRandom(round)), bytes.toString("base64")).toBeUndefined();
    }
  });

  test("the first seed of each is understood: else only refusals would be tried", async () => {
    for (const target of targets) {
      const [first = Buffer.alloc(0)] = readCorpus(target.name);
      await expect((async () => target.run(first, createRandom(1)))(), target.name).resolves.not.toThrow();
    }
  });
});

describe("the fuzzer itself", () => {
  const planted = (run: Target["run"]): Target => ({ name: "planted", run });

  test("makes the same inputs of the same seed, and others of another", () => {
    const some = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 20 }, () => mutate([Buffer.from('{"a":[1,2]}\n')], random).toString("latin1"));
    };
    expect(some(1)).toEqual(some(1));
    expect(some(1)).not.toEqual(some(2));
  });

  test.each([
    [
      "crash",
      () => {
        throw new TypeError("undefined is not a function");
      },
    ],
    [
      "hang",
      () => {
        const started = process.cpuUsage();
        while (process.cpuUsage(started).user < 1.2e6) for (let turn = 0; turn < 1e6; turn += 1);
      },
    ],
  ])("sees a %s", async (kind, run) => {
    expect(await exercise(planted(run), Buffer.alloc(1), createRandom(1))).toMatch(new RegExp(`^${kind}`));
  });
});
