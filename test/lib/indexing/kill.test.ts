import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { layout } from "../../../lib/evidence/index.ts";
import { writeBundle } from "../../support/bundle.ts";
import { canary, needlesOf, searchBelow } from "../../support/canaries.ts";
import { ask } from "../../support/indexing.ts";
import { temporary } from "../../support/temporary.ts";

const repository = join(import.meta.dirname, "../../..");

/** Kills the process when the directory that `KPROV_TEST_KILL` names is looked into. */
const preload = `
  import fs from "node:fs";
  import { syncBuiltinESMExports } from "node:module";
  const real = fs.readdirSync;
  fs.readdirSync = (path, ...more) => {
    if (path === process.env.KPROV_TEST_KILL) process.kill(process.pid, "SIGKILL");
    return real(path, ...more);
  };
  syncBuiltinESMExports();
`;

const sources = ["a", "b", "c"];

/** Three sources with two bundles each; what they say on stdout is searchable and holds a secret. */
const workspace = (): string => {
  const cwd = temporary({ "secret.txt": canary });
  const config = { catalog: { searchable: [layout.stdout] }, run: { secretFiles: ["secret.txt"] } };
  writeFileSync(join(cwd, "kprov.config.json"), JSON.stringify(config));
  for (const source of sources)
    for (const n of [0, 1])
      writeBundle(join(cwd, source), { runId: `${source}${n}`, logs: { stdout: `words ${canary} end\n`, stderr: "" } });
  mkdirSync(join(cwd, "temporary"));
  return cwd;
};

const index = (
  cwd: string,
  { killedAt = "", args = sources }: { killedAt?: string; args?: readonly string[] } = {},
) => {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const temp = join(cwd, "temporary");
  return spawnSync(
    process.execPath,
    [
      ...["--import", import.meta.resolve("tsx"), "--import", `data:text/javascript,${encodeURIComponent(preload)}`],
      ...[join(repository, "scripts/index.ts"), "--integrity", "--json", ...args],
    ],
    {
      ...{ cwd, encoding: "utf8" },
      env: { ...env, KPROV_TEST_KILL: killedAt && join(cwd, killedAt), TMPDIR: temp, SQLITE_TMPDIR: temp },
    },
  );
};

describe("index that is killed", () => {
  it("leaves a catalog without secrets that the next one finishes, and says what one says that was not killed", async () => {
    const whole = index(workspace());
    const { logicalDigest } = JSON.parse(whole.stdout);
    const cwd = workspace();
    const runs = (): Promise<unknown[]> =>
      ask(cwd, (reader) => reader.all("SELECT run_id FROM runs ORDER BY run_id").map((row) => row["run_id"]), catalog);
    const leaks = (): string[] => searchBelow([join(cwd, ".kprov"), join(cwd, "temporary")], needlesOf(canary));
    for (const [killedAt, stored] of [
      ["a/a1", []],
      ["c/c0", ["a0", "a1", "b0", "b1"]],
    ] as const) {
      expect(index(cwd, { killedAt }).signal, killedAt).toBe("SIGKILL");
      expect(await runs(), killedAt).toEqual(stored);
      expect(leaks(), killedAt).toEqual([]);
    }
    const finished = index(cwd);
    expect(finished.status, finished.stderr).toBe(0);
    expect(JSON.parse(finished.stdout)).toMatchObject({ verdict: "proved", logicalDigest });
    const before = readFileSync(join(cwd, catalog));
    expect(index(cwd, { killedAt: "b/b1", args: ["--rebuild", ...sources] }).signal).toBe("SIGKILL");
    expect(readFileSync(join(cwd, catalog)).equals(before)).toBe(true);
    expect(leaks()).toEqual([]);
    // What is searchable is there: the search above could have found something.
    expect(before.includes("redacted:secret.txt")).toBe(true);
  }, 60_000);
});

const catalog = ".kprov/catalog.sqlite";
