import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCuda, readPlatform } from "../../../../lib/run/toolchain/platform.ts";
import { openWorkbench, type Workbench } from "./workbench.ts";

let bench: Workbench;
beforeEach(() => {
  bench = openWorkbench();
});
afterEach(() => bench.remove());

describe("readPlatform", () => {
  it.each([
    ['NAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n', { id: "debian", version: "12" }],
    ["ID='ubuntu'\nVERSION_ID='24.04'\n", { id: "ubuntu", version: "24.04" }],
    ["ID=arch\n", { id: "arch", version: "" }],
    ["NAME=Nothing\n", null],
  ])("reads the distribution from %j", (text, expected) => {
    expect(readPlatform([join(bench.dir, "absent"), bench.file("os-release", text)]).distribution).toEqual(expected);
  });

  it("has no distribution without the file, and names system and architecture as Node does", () => {
    const platform = readPlatform([join(bench.dir, "absent")]);
    expect(platform).toEqual({ os: process.platform, architecture: process.arch, distribution: null });
  });
});

describe("readCuda", () => {
  const read = (env: NodeJS.ProcessEnv = {}) =>
    readCuda(env, { driver: join(bench.dir, "nvidia"), toolkit: join(bench.dir, "cuda") });

  it("is null when there is nothing of it", () => {
    expect(read({ CUDA_HOME: join(bench.dir, "absent") })).toBeNull();
  });

  it.each([
    ["NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023\n", "535.104.05"],
    ["NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  550.54.15  Release Build\n", "550.54.15"],
  ])("reads the driver from %j", (text, driver) => {
    bench.file("nvidia/version", text);
    expect(read()).toEqual({ driver, toolkit: null, devices: [] });
  });

  it("lists each device's model, sorted", () => {
    bench.file("nvidia/gpus/0000:b1:00.0/information", "Model: \t\t NVIDIA A100-SXM4-40GB\nIRQ:   \t\t 12\n");
    bench.file("nvidia/gpus/0000:a1:00.0/information", "Model: \t\t Tesla T4\n");
    bench.file("nvidia/gpus/0000:c1:00.0/information", "Model: \t\t NVIDIA A100-SXM4-40GB\n");
    bench.file("nvidia/gpus/0000:d1:00.0/other", "");
    expect(read()?.devices).toEqual(["NVIDIA A100-SXM4-40GB", "NVIDIA A100-SXM4-40GB", "Tesla T4"]);
  });

  it("reads the toolkit that the step's environment names, else the usual one", () => {
    bench.file("cuda/version.txt", "CUDA Version 10.1.243\n");
    bench.file("other/version.json", '{"cuda":{"name":"CUDA SDK","version":"12.4.1"}}');
    expect(read()?.toolkit).toBe("10.1.243");
    expect(read({ CUDA_HOME: join(bench.dir, "other") })?.toolkit).toBe("12.4.1");
    expect(read({ CUDA_PATH: join(bench.dir, "other") })?.toolkit).toBe("12.4.1");
  });

  it.each(["{", "null", '{"cuda":{"version":12}}'])("ignores a version.json that says %j", (text) => {
    bench.file("cuda/version.json", text);
    expect(read()).toBeNull();
  });
});
