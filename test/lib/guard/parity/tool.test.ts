import { describe, expect, test } from "vitest";
import { flagOf, hasFlag, toolCallOf } from "../../../../lib/guard/parity/tool.ts";

describe("a call of this program", () => {
  test.each<[string, object | undefined]>([
    ["kprovengine preflight -q", { command: "preflight", args: ["-q"], from: "installed", program: "kprovengine" }],
    [
      "a/node_modules/.bin/kprovengine preflight",
      { command: "preflight", args: [], from: "installed", program: "a/node_modules/.bin/kprovengine" },
    ],
    [
      "node ./.kprov/kprov.mjs preflight",
      { command: "preflight", args: [], from: "vendored", program: "./.kprov/kprov.mjs" },
    ],
    ...["node_modules/.bin/kprovengine", "low/node_modules/.bin/kprovengine"].map((program): [string, object] => [
      `${program} preflight`,
      { command: "preflight", args: [], from: "installed", program },
    ]),
    [
      "node .kprov/kprov.mjs preflight",
      { command: "preflight", args: [], from: "vendored", program: ".kprov/kprov.mjs" },
    ],
    ["npx kprovengine preflight", { command: "preflight", args: [], from: "fetched", runner: [], isOpen: false }],
    [
      "npx -p xkprovengine@1.2.3 kprovengine preflight",
      { command: "preflight", args: [], from: "fetched", runner: ["-p", "xkprovengine@1.2.3"], isOpen: false },
    ],
    [
      "npx -p kprovengine@1.2.3 kprovengine preflight",
      {
        command: "preflight",
        args: [],
        from: "fetched",
        runner: ["-p", "kprovengine@1.2.3"],
        isOpen: false,
        version: "1.2.3",
      },
    ],
    [
      "npm exec kprovengine@1.2.3 preflight",
      { command: "preflight", args: [], from: "fetched", runner: [], isOpen: true, version: "1.2.3" },
    ],
    [
      "npx --x-p kprovengine@1.2.3 preflight",
      { command: "preflight", args: [], from: "fetched", runner: ["--x-p"], isOpen: false, version: "1.2.3" },
    ],
    [
      "npx --package-lock kprovengine@1.2.3 preflight",
      { command: "preflight", args: [], from: "fetched", runner: ["--package-lock"], isOpen: false, version: "1.2.3" },
    ],
    [
      "npm exec kprovengine@1.2.3 -- preflight -q",
      { command: "preflight", args: ["-q"], from: "fetched", runner: [], isOpen: false, version: "1.2.3" },
    ],
    ["npm exec kprovengine --", undefined],
    [
      "npx kprovengine -- preflight",
      { command: "--", args: ["preflight"], from: "fetched", runner: [], isOpen: false },
    ],
    ...["./tools/kprovengine preflight", "kprovengines preflight", "npx xkprovengine preflight"].map(
      (text): [string, undefined] => [text, undefined],
    ),
    ...["node kprov.mjs preflight", "bun .kprov/kprov.mjs preflight", "node x/.kprov/kprov.mjs preflight"].map(
      (text): [string, undefined] => [text, undefined],
    ),
    ["node .kprov/kprov.mjsx preflight", undefined],
    ["npm run kprovengine preflight", undefined],
    ["npx", undefined],
    ["npx ?", undefined],
    ["npx --yes", undefined],
    ["npx kprovengine", undefined],
    ["npx ? kprovengine preflight", undefined],
    ["node", undefined],
    ["", undefined],
  ])("%s", (text, expected) => {
    const argv = text.split(" ").map((word) => (word === "?" ? undefined : word));
    expect(toolCallOf(argv)).toStrictEqual(expected);
  });

  test("has no version that goes over a line's end", () => {
    for (const argv of [
      ["npx", "-p", "kprovengine@1\n2", "kprovengine", "preflight"],
      ["npx", "kprovengine@1\n2", "preflight"],
    ])
      expect(toolCallOf(argv)?.version).toBeUndefined();
  });
});

test("the value of a flag is the next word, or what stands behind =", () => {
  const cwdOf = (...args: (string | undefined)[]) => flagOf({ args }, "cwd");
  expect(cwdOf("--cwd", "sub")).toBe("sub");
  expect(cwdOf("--cwd=sub")).toBe("sub");
  expect(cwdOf("--cwd=")).toBe("");
  expect(cwdOf("--cwd=a=b", "--cwd=c")).toBe("a=b");
  expect(cwdOf("--cwd")).toBeNull();
  expect(cwdOf("--cwd", undefined)).toBeNull();
  expect(cwdOf(undefined, "x--cwd=", "--cwds", "--cwds=a", "cwd")).toBeUndefined();
});

test("a flag is given with a value or without one", () => {
  const has = (...args: (string | undefined)[]) => hasFlag({ args }, "--only", "-o");
  expect([has("a", "--only"), has("-o"), has("--only=a")]).toEqual([true, true, true]);
  expect(has(undefined, "--onlyish", "x--only", "x-o=a", "only")).toBe(false);
});
