import { expect, test } from "vitest";
import { ciOnly, files } from "./altered/support.ts";
import { briefly, findingsOf, gate, stepOf, workflow } from "./support.ts";

/** Where something of an installation can't be followed. */
const unreadOf = async (script: string, { before = "", prepare = "a &&" } = {}) => {
  const manifest = JSON.stringify({ scripts: { gate, prepare } });
  const found = await findingsOf(
    { ...workflow(script.replace("GATE", gate), { before }), ...files, "package.json": manifest },
    { parity: { ciOnly } as never },
  );
  return briefly(found).filter((one) => /^UNREAD\? package\.json/.test(one)).length;
};

test.each<[string, number]>([
  ["npm ci\nGATE", 1],
  ["npm ci && GATE", 1],
  ["a; b; npm ci; c; d; GATE", 1],
  ["GATE\nnpm ci", 0],
  ["GATE && npm ci", 0],
  ["GATE; a; b; c; npm ci", 0],
  ["GATE | npm ci", 1],
  ["GATE | cat | npm ci", 1],
  ["GATE\na | npm ci", 0],
  ["GATE", 0],
])("what an installation runs and nobody can follow, before the gate or beside it: %j: %s", async (script, count) => {
  for (const prepare of ["a &&", "eval $X"]) expect(await unreadOf(script, { prepare })).toBe(count);
  expect(await unreadOf(script, { prepare: "a" })).toBe(0);
});

test("the same in a step before it", async () => {
  expect(await unreadOf("GATE", { before: stepOf("npm ci") })).toBe(1);
  expect(await unreadOf("GATE", { before: `${stepOf("npm ci")}      - uses: actions/checkout@v4\n` })).toBe(1);
  expect(await unreadOf("GATE", { before: stepOf("make -f $X") })).toBe(0);
});

test("what is listed and can't be followed is a doubt of an installation only", async () => {
  for (const script of ["make -f $X\nGATE", "eval $X\nGATE", "npm run b\nGATE"]) {
    const found = await findingsOf(
      {
        ...workflow(script.replace("GATE", gate)),
        ...files,
        "package.json": JSON.stringify({ scripts: { b: "a &&" } }),
      },
      { parity: { ciOnly } as never },
    );
    expect(briefly(found)).toEqual([]);
  }
});
