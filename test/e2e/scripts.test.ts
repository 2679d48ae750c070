import { chmodSync, cpSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { temporary } from "../support/temporary.ts";
import { execute, kprov } from "./support.ts";

const top = fileURLToPath(new URL("../..", import.meta.url));
const own = (): string => join(inject("installed"), "node_modules/kprovengine");

describe("every published script", () => {
  let prepared: Prepared;
  beforeAll(async () => {
    prepared = await prepare();
  });
  afterAll(() => {
    for (const dir of Object.values(prepared)) rmSync(dir, { recursive: true, force: true });
  });

  const scripts = readdirSync(join(top, "scripts")).filter((name) => !name.startsWith("_"));
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const runsTypes = major > 22 || (major === 22 && minor >= 18);
  const realWork: Record<string, string[]> = {
    "kprovengine.ts": ["explain", "E_USAGE"],
    "run.ts": ["--input", "a.txt", "--", "cat", "a.txt"],
    "verify.ts": ["--integrity", "old"],
    "report.ts": ["--integrity", "old/one", "-o", "-"],
    "diff.ts": ["old/one", "old/two"],
    "rerun.ts": ["--yes", "old/two", "--out", "again"],
    "trace.ts": ["verify", "old/one"],
    "preflight.ts": [],
    "index.ts": ["old", "--catalog", "again.sqlite"],
    "catalog-list.ts": [],
    "catalog-show.ts": ["one"],
    "catalog-search.ts": ["text"],
    "catalog-lineage.ts": ["two"],
    "catalog-refs.ts": ["a.txt"],
    "catalog-stats.ts": [],
    "catalog-sql.ts": ["SELECT run_id FROM runs"],
    "catalog-site.ts": ["-o", "site%"],
    "catalog-export.ts": ["--format", "csv", "-o", "tables%"],
    "tag.ts": ["old/one", "kind=first"],
    "annotate.ts": ["old/one", "looked at"],
    "check-identity.ts": ["--self-test"],
    "check-artifacts.ts": [],
    "check-runtime.ts": ["--self-test"],
    "check-parity.ts": ["--self-test"],
    "check-rules.ts": ["--self-test"],
    "check-governance.ts": ["--self-test"],
    "governance.ts": ["--help"],
    "deny.ts": ["--help"],
    "rules.ts": ["--help"],
    "waive.ts": ["--list"],
    "init.ts": ["--dry-run"],
    "vendor.ts": ["--help"],
    "clean.ts": ["old"],
    "sign.ts": ["old/one"],
    "export.ts": ["old/one", "--output", "-"],
    "review.ts": ["old/one", "--approve", "--yes"],
    "keys.ts": ["list"],
    "explain.ts": ["E_USAGE"],
  };
  test.each(scripts)("%s does its work alone: by tsx, natively where Node can, and built", async (name) => {
    const [cwd, env] = [join(temporary(), "p"), { KPROV_CONFIG_DIR: join(temporary(), "kprovengine") }];
    cpSync(prepared.cwd, cwd, { recursive: true });
    cpSync(prepared.config, env.KPROV_CONFIG_DIR, { recursive: true });
    // Not every Node copies modes of directories, and keys that others may read are not used.
    for (const dir of ["", "keys"]) chmodSync(join(env.KPROV_CONFIG_DIR, dir), 0o700);
    const source = join(top, "scripts", name);
    const forms: [string, string[]][] = [
      [join(top, "node_modules/.bin/tsx"), [source]],
      [process.execPath, [join(own(), "dist/scripts", name.replace(/ts$/, "cjs"))]],
      ...(runsTypes ? ([[process.execPath, [source]]] as [string, string[]][]) : []),
    ];
    for (const [at, [command, args]] of forms.entries()) {
      // What is written is new each time.
      const asked = (realWork[name] ?? ["missing"]).map((word) => word.replace("%", String(at)));
      const ended = await execute(command, [...args, ...asked], { cwd, env });
      expect(ended.status, ended.stderr).toBe(0);
    }
  });
});

/** A repository with two bundles, and a person's own directory with the key that signed one of them. */
interface Prepared {
  cwd: string;
  config: string;
}

const prepare = async (): Promise<Prepared> => {
  const make = (name: string) => realpathSync(mkdtempSync(join(tmpdir(), `kprov-${name}-`)));
  const [cwd, config] = [make("scripts"), make("own")];
  for (const [name, text] of Object.entries({ "a.txt": "x", ".gitignore": "again\nruns\nold\n" }))
    writeFileSync(join(cwd, name), text);
  await execute("git", ["init", "-q"], { cwd });
  await execute("git", ["add", "-A"], { cwd });
  await execute("git", ["-c", "user.name=t", "-c", "user.email=t@t.invalid", "commit", "-qm", "a"], { cwd });
  const env = { KPROV_CONFIG_DIR: config };
  const made = await kprov(["keys", "new", "own", "--plain", "--json"], { cwd, env });
  const { fingerprint } = JSON.parse(made.stdout) as { fingerprint: string };
  const steps = [
    ["keys", "trust", fingerprint, "--role", "runner", "--owner", "t"],
    ["run", "a.txt", "--out", "old", "--run-id", "one"],
    ["run", "a.txt", "--out", "old", "--run-id", "two", "--sign"],
    ["index", "old"],
  ];
  for (const args of steps) expect(await kprov(args, { cwd, env })).toMatchObject({ status: 0 });
  return { cwd, config };
};
