import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { catalogOf, exampleRun, exampleRuns } from "../support/catalog.ts";
import { exportOf, hostileText } from "../support/catalog-export.ts";
import { pythonPeer } from "../support/peers.ts";
import { temporary } from "../support/temporary.ts";
import { type Ended, execute } from "./support.ts";

const script = (name: string): string => fileURLToPath(new URL(`exchange/${name}`, import.meta.url));
const python = pythonPeer("python");
const validator = pythonPeer("rocrate-validator");

test.skipIf(python === null)("OpenLineage's own classes read the events of a catalog", async () => {
  const hostile = exampleRun(61, { step: hostileText, tags: [{ key: hostileText, value: hostileText }] });
  const { dir } = await exportOf(await catalogOf(...exampleRuns(60), hostile), "openlineage");
  const { stdout, stderr } = await execute(python ?? "", [script("read-lineage.py"), join(dir, "events.jsonl")], {
    cwd: dir,
  });
  const said = JSON.parse(stdout);
  expect(said.types, stderr).toHaveLength(122);
  expect(said.facets).toContain("SymlinksDatasetFacet");
});

test.skipIf(validator === null)("the validator of CRS4 accepts the crate of a catalog, and not any crate", async () => {
  const { dir } = await exportOf(await catalogOf(...exampleRuns(12)), "ro-crate");
  const cache = join(temporary(), "cache");
  expect(await execute(python ?? "", [script("context.py"), cache], { cwd: dir })).toMatchObject({ status: 0 });
  const flags = ["--offline", "--cache-path", cache, "--profile-identifier", "process-run-crate", "--no-auto-profile"];
  const validate = (): Promise<Ended> =>
    execute(validator ?? "", ["-y", "validate", ...flags, "--no-paging", dir], { cwd: dir });
  const first = await validate();
  expect(first.status, first.stdout).toBe(0);
  const path = join(dir, "ro-crate-metadata.json");
  writeFileSync(path, readFileSync(path, "utf8").replaceAll('"instrument"', '"other"'));
  expect(await validate()).toMatchObject({ status: 1 });
});
