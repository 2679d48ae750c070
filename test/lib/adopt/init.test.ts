import { execFileSync, spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../lib/config/index.ts";
import { repo } from "../../support/repo.ts";
import { didOf, init, kinds, snapshot } from "./support.ts";

const hasMake = spawnSync("make", ["--version"]).status === 0;
const make = (dir: string, ...args: string[]) =>
  spawnSync("make", args, { cwd: dir, encoding: "utf8", env: { PATH: process.env["PATH"] } });

describe.each(Object.entries(kinds))("init in a repository of kind %s", (_, files) => {
  test("writes a configuration that loads, changes nothing the second time, and is undone byte for byte", async () => {
    using made = repo(files);
    const before = snapshot(made.dir);
    const first = await init(made.dir, "--yes", "--ci", "github");
    expect(first.result.exitCode).toBe(0);
    const { config } = await loadConfig({ cwd: made.dir, allowCode: true, cacheDir: null });
    expect(config.identity.name).not.toBeNull();
    const adopted = snapshot(made.dir);
    expect(Object.keys(adopted).length).toBeGreaterThan(Object.keys(before).length);
    for (const argv of [["--yes"], ["--update"], []]) {
      const again = await init(made.dir, ...argv);
      expect(new Set(Object.values(didOf(again)))).toEqual(new Set(["unchanged"]));
      expect(snapshot(made.dir)).toEqual(adopted);
    }
    made.commit();
    expect(new Set(Object.values(didOf(await init(made.dir, "--yes"))))).toEqual(new Set(["unchanged"]));
    expect(Object.values(didOf(await init(made.dir, "--undo")))).not.toContain("touched");
    expect(snapshot(made.dir)).toEqual(before);
    await expect(init(made.dir, "--undo")).rejects.toMatchObject({ code: "E_NOTHING" });
  });

  test("--dry-run writes nothing and prints a diff that git applies to the same end", async () => {
    using made = repo(files);
    const before = snapshot(made.dir);
    const { text } = await init(made.dir, "--dry-run", "--ci", "gitlab");
    expect(snapshot(made.dir)).toEqual(before);
    execFileSync("git", ["apply", "--whitespace=nowarn"], { cwd: made.dir, input: `${text}\n` });
    const applied = snapshot(made.dir);
    execFileSync("git", ["apply", "-R", "--whitespace=nowarn"], { cwd: made.dir, input: `${text}\n` });
    expect(snapshot(made.dir)).toEqual(before);
    await init(made.dir, "--yes", "--ci", "gitlab");
    expect(snapshot(made.dir)).toEqual(applied);
  });

  test.skipIf(!hasMake)("gives targets that make runs (skipped: GNU make is not installed)", async () => {
    using made = repo(files);
    await init(made.dir, "--yes");
    expect(make(made.dir, "-n", "preflight")).toMatchObject({
      status: 0,
      stdout: "npx --yes kprovengine@0.1.0 preflight --config kprov.config.ts\n",
    });
    const help = make(made.dir, "help");
    expect(help.status).toBe(0);
    for (const target of ["preflight", "check-identity", "check-artifacts", "check-runtime", "help"])
      expect(help.stdout).toContain(`make ${target} `);
  });
});
