import { truncateSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { openStates } from "../../../../lib/guard/own/git-state.ts";
import { repo } from "../../../support/repo.ts";

const { growing } = vi.hoisted(() => ({ growing: { by: 0 } }));

/** As if files grew between the question how large they are and the reading. */
vi.mock("node:fs", async (original) => {
  const real = await original<typeof import("node:fs")>();
  const fstatSync = (fd: number) => {
    const stats = real.fstatSync(fd);
    stats.size -= growing.by;
    return stats;
  };
  return { ...real, fstatSync };
});

it.each([10, 2 * 2 ** 20])("a file of %i bytes that grows while it is read is not taken for whole", async (size) => {
  using at = repo({ "a.bin": "x" });
  truncateSync(join(at.dir, "a.bin"), size + 1);
  const { changedOf, workTree } = await openStates(at.dir);
  growing.by = 1;
  expect(() => workTree.read("a.bin")).toThrow("it changed while it was read");
  expect([...changedOf(["a.bin"])]).toEqual(["a.bin"]);
  growing.by = 0;
  expect(workTree.read("a.bin").length).toBe(size + 1);
});
