import { describe, expect, test } from "vitest";
import type { Toolchain } from "../../../../lib/evidence/index.ts";
import { configurationDrift, toolchainDrift } from "../../../../lib/run/rerun/drift.ts";

const sha = (digit: string): string => digit.repeat(64);

const toolchain = (more: Partial<Toolchain> = {}): Toolchain => ({
  schema: "kprov.toolchain/v1",
  platform: { os: "linux", architecture: "x64", distribution: { id: "debian", version: "12" } },
  tools: [
    { name: "uv", role: "launcher", version: "0.5.0", sha256: sha("1") },
    { name: "python3.11", role: "interpreter", version: "3.11.7", sha256: sha("2") },
  ],
  python: [
    {
      implementation: "CPython",
      version: "3.11.7",
      role: "interpreter",
      distributions: [
        { name: "numpy", version: "1.26.0" },
        { name: "pandas", version: "2.1.0" },
      ],
    },
  ],
  cuda: null,
  lockFiles: [{ path: "uv.lock", size: 1, sha256: sha("3") }],
  ...more,
});

const [first] = toolchain().python;
const python = (distributions: { name: string; version: string }[]): Toolchain["python"] =>
  first === undefined ? [] : [{ ...first, distributions }];

describe("toolchainDrift", () => {
  test("is empty for equal toolchains", () => {
    expect(toolchainDrift(toolchain(), toolchain(), { isUnsettled: false })).toEqual([]);
  });

  test.each<[string, Partial<Toolchain>, { subject: string; recorded?: string; found?: string }[]]>([
    [
      "an operating system",
      { platform: { os: "darwin", architecture: "arm64", distribution: null } },
      [
        { subject: "architecture", recorded: "x64", found: "arm64" },
        { subject: "distribution", recorded: "debian 12", found: "unknown" },
        { subject: "operating system" },
      ],
    ],
    [
      "a version",
      {
        tools: [
          { name: "uv", role: "launcher", version: "0.5.0", sha256: sha("1") },
          { name: "python3.11", role: "interpreter", version: "3.11.8", sha256: sha("2") },
        ],
      },
      [
        {
          subject: "interpreter python3.11",
          recorded: "3.11.7 sha256:222222222222…",
          found: "3.11.8 sha256:222222222222…",
        },
      ],
    ],
    [
      "bytes of one version",
      {
        tools: [
          { name: "uv", role: "launcher", version: "0.5.0", sha256: sha("9") },
          { name: "python3.11", role: "interpreter", version: "3.11.7", sha256: sha("2") },
        ],
      },
      [{ subject: "launcher uv" }],
    ],
    [
      "a tool that is gone",
      { tools: [] },
      [
        { subject: "interpreter python3.11", found: "not there" },
        { subject: "launcher uv", found: "not there" },
      ],
    ],
    [
      "a distribution",
      {
        python: python([
          { name: "numpy", version: "2.0.0" },
          { name: "pandas", version: "2.1.0" },
        ]),
      },
      [{ subject: "Python distribution numpy", recorded: "1.26.0", found: "2.0.0" }],
    ],
    [
      "one distribution more, one fewer",
      {
        python: python([
          { name: "numpy", version: "1.26.0" },
          { name: "polars", version: "1" },
        ]),
      },
      [
        { subject: "Python distribution pandas", found: "not there" },
        { subject: "Python distribution polars", recorded: "not there" },
      ],
    ],
    [
      "CUDA",
      { cuda: { driver: "535", toolkit: null, devices: ["A100", "A100"] } },
      [{ subject: "CUDA devices", found: "A100, A100" }, { subject: "CUDA driver" }, { subject: "CUDA toolkit" }],
    ],
    [
      "a lock file",
      { lockFiles: [{ path: "uv.lock", size: 1, sha256: sha("4") }] },
      [{ subject: "lock file uv.lock" }],
    ],
  ])("names %s", (_name, more, expected) => {
    const drift = toolchainDrift(toolchain(), toolchain(more), { isUnsettled: false });
    expect(drift).toMatchObject(expected.map((item) => ({ kind: "toolchain", ...item })));
    expect(drift).toHaveLength(expected.length);
  });

  test("leaves out what the step itself settles, until it has run", () => {
    const found = toolchain({
      python: [],
      tools: [{ name: "uv", role: "launcher", version: "0.5.0", sha256: sha("1") }],
    });
    expect(toolchainDrift(toolchain(), found, { isUnsettled: true })).toEqual([]);
    expect(toolchainDrift(toolchain(), toolchain({ lockFiles: [] }), { isUnsettled: true })).toHaveLength(1);
  });
});

describe("configurationDrift", () => {
  const config = { path: "kprov.config.json", sha256: sha("a"), effective: sha("b") };
  test("is empty for equal ones, and for none on both sides", () => {
    expect(configurationDrift(config, { ...config })).toEqual([]);
    expect(configurationDrift(null, null)).toEqual([]);
  });
  test.each([
    ["none now", config, null],
    ["none then", null, config],
    ["other bytes", config, { ...config, sha256: sha("c") }],
    ["another effect", config, { ...config, effective: sha("c") }],
    ["another file", config, { ...config, path: "other.json" }],
  ])("names %s", (_name, recorded, found) => {
    expect(configurationDrift(recorded, found)).toMatchObject([{ kind: "configuration" }]);
  });
});
