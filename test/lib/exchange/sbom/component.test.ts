import { describe, expect, it } from "vitest";
import {
  type Component,
  mergeComponents,
  normalisePython,
  packageComponent,
  refOf,
} from "../../../../lib/exchange/sbom/component.ts";
import { toolchainComponents } from "../../../../lib/exchange/sbom/toolchain.ts";

const seen = (location: string) => ({ location });

describe("mergeComponents", () => {
  it("adds up where one package was seen, and sorts", () => {
    const npm = { type: "npm", namespace: "@x", name: "y", version: "1.0.0" } as const;
    const hash = { alg: "SHA-512", content: "ab" } as const;
    const merged = mergeComponents([
      packageComponent({ type: "pypi", name: "z", version: "1" }, seen("b")),
      packageComponent({ ...npm, hashes: [hash], isOptional: true, isDevelopment: true }, seen("package-lock.json")),
      packageComponent({ ...npm, hashes: [hash] }, seen("npm-shrinkwrap.json")),
    ]);
    expect(merged.map(({ purl }) => purl)).toEqual(["pkg:npm/%40x/y@1.0.0", "pkg:pypi/z@1"]);
    expect(merged[0]).toMatchObject({ group: "@x", hashes: [hash] });
    expect(merged[0]?.evidence?.occurrences).toEqual([seen("package-lock.json"), seen("npm-shrinkwrap.json")]);
    // Needed by one of them.
    expect(merged[0]?.scope).toBeUndefined();
    expect(merged[0]?.properties).toBeUndefined();
  });
});

it.each([
  ["Foo_Bar.baz", "foo-bar-baz"],
  ["a--_.b", "a-b"],
])("normalisePython of %s is %s (PEP 503)", (name, expected) => expect(normalisePython(name)).toBe(expected));

it("refOf keeps parts of any characters apart", () => {
  expect(refOf("tool", "a/b", "c d")).toBe("kprov:tool/a%2Fb/c%20d");
});

it("Go modules keep their spelling, and their purl is in lower case", () => {
  const made = packageComponent(
    { type: "golang", namespace: "github.com/BurntSushi", name: "Toml", version: "v1.0.0" },
    seen("go.sum"),
  );
  expect(made).toMatchObject({
    group: "github.com/BurntSushi",
    name: "Toml",
    purl: "pkg:golang/github.com/burntsushi/toml@v1.0.0",
  });
});

it("toolchainComponents has distributions of all interpreters, the system and CUDA", () => {
  const distributions = [{ name: "numpy", version: "1.26.4" }];
  const python = (role: "interpreter" | "environment") => ({
    implementation: "CPython",
    version: "3.12.1",
    role,
    distributions,
  });
  const made: Component[] = mergeComponents(
    toolchainComponents({
      schema: "kprov.toolchain/v1",
      platform: { os: "darwin", architecture: "arm64", distribution: null },
      tools: [{ name: "python3", role: "command", version: null, sha256: "0".repeat(64) }],
      python: [python("interpreter"), python("environment")],
      cuda: { driver: "550.1", toolkit: null, devices: ["NVIDIA A100"] },
      lockFiles: [],
    }),
  );
  expect(made.map(({ type, name, version }) => [type, name, version])).toEqual([
    ["device-driver", "NVIDIA driver", "550.1"],
    ["device", "NVIDIA A100", undefined],
    ["operating-system", "darwin", undefined],
    ["application", "python3", undefined],
    ["library", "numpy", "1.26.4"],
  ]);
  expect(made[4]?.evidence?.occurrences).toHaveLength(2);
});
