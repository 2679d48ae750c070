import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../../lib/clock.ts";
import { loadConfig } from "../../../lib/config/index.ts";
import { assertAsked, optionsOf } from "../../../lib/run/asked.ts";
import { temporary } from "../../support/temporary.ts";

const talk = { note: () => undefined, warn: () => undefined, debug: () => undefined, progress: () => undefined };
const [stdout, stderr] = [new Writable(), new Writable()];
const around = { stdout, stderr, talk, env: {}, cacheDir: null, clock: systemClock };

const optionsIn = async (cwd: string, args: Record<string, unknown>) =>
  optionsOf({ cwd, ...args }, await loadConfig({ cwd, allowCode: false }), around);

describe("optionsOf", () => {
  test("without a configuration: the defaults", async () => {
    const cwd = temporary();
    const options = await optionsIn(cwd, { "--": ["true"] });
    expect(options).toMatchObject({
      outDir: `${cwd}/runs`,
      argv: ["true"],
      timeout: null,
      collect: false,
      traceFiles: false,
      strictInputs: false,
      requirePreflight: null,
    });
    expect(options.stdout).toBe(stdout);
  });

  test("what is declared is named by other flags with a command than without one", async () => {
    const cwd = temporary();
    expect((await optionsIn(cwd, { inputs: ["a.txt"] })).inputs).toEqual(["a.txt"]);
    expect((await optionsIn(cwd, { input: ["b.txt"], "--": ["true"] })).inputs).toEqual(["b.txt"]);
  });

  test("--strict-inputs traces; under --json the command's stdout leaves ours alone", async () => {
    const options = await optionsIn(temporary(), { "strict-inputs": true, json: true, "--": ["true"] });
    expect(options).toMatchObject({ traceFiles: true, strictInputs: true });
    expect(options.stdout).toBe(stderr);
  });

  test("the configuration's own directory of bundles; collecting by configuration needs a command", async () => {
    const cwd = temporary({ "kprov.config.json": JSON.stringify({ run: { out: "evidence", collect: true } }) });
    expect(await optionsIn(cwd, { "--": ["true"] })).toMatchObject({ outDir: `${cwd}/evidence`, collect: true });
    expect(await optionsIn(cwd, { inputs: ["a.txt"] })).toMatchObject({ collect: false });
    expect(await optionsIn(cwd, { out: "x", "--": ["true"] })).toMatchObject({ outDir: `${cwd}/x` });
  });
});

test.each([
  [{}, /Nothing to run/],
  [{ "--": [] }, /needs a command after it/],
  [{ inputs: ["a"], "--": ["true"] }, /Unexpected argument "a"/],
  [{ inputs: ["a"], "strict-inputs": true }, /"--strict-inputs" needs a command/],
  [{ "--": ["true"], evidence: false, "trace-files": true }, /nothing that could be traced/],
])("assertAsked refuses %j", (args, message) => {
  expect(() => assertAsked(args)).toThrow(message);
});
