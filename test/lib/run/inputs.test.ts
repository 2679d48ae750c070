import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { recordInputs } from "../../../lib/run/inputs.ts";
import { record } from "../../support/run.ts";
import { temporary } from "../../support/temporary.ts";

test("recordInputs refuses a file that changes while it is read", async () => {
  const cwd = temporary({ big: Buffer.alloc(64_000_000) });
  const writer = setInterval(() => writeFileSync(join(cwd, "big"), "x", { flag: "a" }), 2);
  onTestFinished(() => clearInterval(writer));
  const recorded = recordInputs(["big"], { cwd, exclude: [] });
  await expect(recorded).rejects.toMatchObject({
    code: "E_INPUT",
    message: expect.stringContaining("it changed while it was read"),
  });
});

test("recordInputs refuses names that are not UTF-8, FIFOs and sockets by name; a newline is a name like any other", async () => {
  const cwd = temporary({ "d/a\nb": "1" });
  execFileSync("mkfifo", [join(cwd, "d/pipe")]);
  writeFileSync(Buffer.concat([Buffer.from(join(cwd, "d/")), Buffer.from([0xe9])]), "");
  await expect(recordInputs(["d"], { cwd, exclude: [] })).rejects.toThrow(
    /"d\/\\xe9": its name.*"d\/pipe": it is a FIFO/s,
  );
  expect(
    (await recordInputs(["d/a*"], { cwd: temporary({ "d/a\nb": "1" }), exclude: [] })).map(({ path }) => path),
  ).toEqual(["d/a\nb"]);
});

test("directories that link to each other end in a named fault, not in a walk without end", async () => {
  const cwd = temporary();
  const names = Array.from({ length: 12 }, (_, index) => `d${index}`);
  for (const name of names) mkdirSync(join(cwd, "farm", name), { recursive: true });
  for (const from of names)
    for (const to of names) if (from !== to) symlinkSync(`../${to}`, join(cwd, "farm", from, to));
  const started = performance.now();
  await expect(recordInputs(["farm"], { cwd, exclude: [] })).rejects.toThrow(/links lead into it more than 100 times/);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("links out of the tree, loops and dangling ones are recorded with their targets", async () => {
  const outside = temporary({ far: "1" });
  const cwd = temporary({ "d/real": "2" });
  for (const [name, target] of [
    ["out", join(outside, "far")],
    ["loop", "loop"],
    ["up", ".."],
    ["none", "nowhere"],
  ] as const)
    symlinkSync(target, join(cwd, "d", name));
  const { provenance } = await record(cwd, { argv: ["true"], inputs: ["d"] });
  const inputs = provenance.predicate.buildDefinition.resolvedDependencies.filter(
    ({ annotations }) => annotations?.["kprov_role"] === "input",
  );
  expect(
    Object.fromEntries(inputs.map(({ name, annotations }) => [name, annotations?.["kprov_link"] ?? null])),
  ).toEqual({
    "d/loop": "loop",
    "d/none": "nowhere",
    "d/out": join(outside, "far"),
    "d/real": null,
    "d/up": "..",
  });
});
