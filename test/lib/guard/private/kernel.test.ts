import { readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { createMarker, once, openKernel } from "../../../../lib/guard/private/kernel/index.ts";
import { kernelModule, kernelRooms } from "../../../../scripts/_kernel.ts";

const filter = { seed: 0x1234_5678, factor: 0x9e37_79b1 | 1 };

const random = (count: number, seed: number): Uint8Array => {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state >> 8;
  };
  // Mostly letters, in both cases, with gaps of every kind.
  return Uint8Array.from({ length: count }, () => (next() % 4 === 0 ? next() & 255 : 0x61 + (next() % 6)));
};

const placesOf = (bytes: Uint8Array, marks: Uint8Array, kernel?: ReturnType<typeof openKernel>): number[][] => {
  const places: number[][] = [];
  createMarker(
    marks,
    filter,
    kernel,
  )(bytes, (at, prefix) => {
    places.push([at, prefix]);
    return false;
  });
  return places;
};

it("the kernel marks what the plain loop marks, over its chunks' edges too", () => {
  const marks = Uint8Array.from({ length: 0x10000 }, (_, index) => (index % 97 === 0 ? 1 : 0));
  const kernel = openKernel();
  expect(kernel).toMatchObject({ marks: undefined });
  for (const [size, seed] of [
    [0, 1],
    [3, 2],
    [1000, 3],
    [262_144, 4],
    [600_000, 5],
  ] as const) {
    const bytes = random(size, seed);
    const slow = placesOf(bytes, marks, null);
    expect(placesOf(bytes, marks, kernel)).toEqual(slow);
    expect(placesOf(bytes, marks)).toEqual(slow);
    if (size > 1000) expect(slow.length).toBeGreaterThan(100);
  }
});

it.each([true, false])(
  "a marker tells each letter once, and whether it was stopped; with a kernel: %s",
  (hasKernel) => {
    const all = new Uint8Array(0x10000).fill(1);
    const marker = createMarker(all, filter, hasKernel ? openKernel() : null);
    const places: number[] = [];
    expect(marker(Buffer.from("ab-c"), (at) => places.push(at) < 0)).toBe(false);
    expect(places).toEqual([0, 1, 3]);
    expect(marker(Buffer.from("ab-c"), (at) => at === 1)).toBe(true);
    expect(marker(Buffer.from("----"), () => true)).toBe(false);
  },
);

it.each([null, undefined, 1])("once makes %j once, when it is asked for", (value) => {
  let count = 0;
  const ask = once(() => {
    count += 1;
    return value;
  });
  expect(count).toBe(0);
  expect([ask(), ask(), count]).toEqual([value, value, 1]);
});

it("there is no kernel without WebAssembly", () => {
  vi.stubGlobal("WebAssembly", undefined);
  try {
    expect(openKernel()).toBeNull();
  } finally {
    vi.unstubAllGlobals();
  }
});

it("one kernel serves several tables of marks, and is stopped in between", () => {
  const all = new Uint8Array(0x10000).fill(1);
  const bytes = Buffer.from("abcdefgh");
  let seen = 0;
  expect(createMarker(all, filter)(bytes, () => ++seen === 2)).toBe(true);
  expect(placesOf(bytes, new Uint8Array(0x10000))).toEqual([]);
  expect(placesOf(bytes, all).map(([at]) => at)).toContain(3);
});

it("kernel.gen.ts is made of kernel.wat", async () => {
  const room = kernelRooms.find(({ pathname }) => pathname.includes("/private/"));
  expect(readFileSync(new URL("kernel.gen.ts", room), "utf8")).toBe(await kernelModule(room));
});
