import { createPublicKey } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleFromJSON } from "@sigstore/bundle";
import { toSignedEntity, Verifier } from "@sigstore/verify";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { pythonPeer } from "../support/peers.ts";
import { at, exported, ok, publicPem, run, script, useWork } from "./exchange/work.ts";
import { type Ended, execute } from "./support.ts";

useWork();

test("CycloneDX's own schema accepts the SBOM, with and without what lock files pin", async () => {
  const dir = fileURLToPath(new URL("../../node_modules/@cyclonedx/cyclonedx-library/res/schema/", import.meta.url));
  const schema = (name: string): object => JSON.parse(readFileSync(join(dir, `${name}.SNAPSHOT.schema.json`), "utf8"));
  const isTime = (text: string): boolean => !Number.isNaN(Date.parse(text));
  const isReference = (text: string): boolean => URL.canParse(text, "https://example.org/");
  const formats = { "date-time": isTime, "iri-reference": isReference, "idn-email": true, uri: isReference } as const;
  const ajv = new Ajv({ strict: false, formats });
  for (const name of ["spdx", "jsf-0.82"])
    ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  const isValid = ajv.compile(schema("bom-1.6"));
  for (const [bundle, ...flags] of [["one"], ["two", "--root", "model"], ["loose", "--root", "."], ["bad"]]) {
    await exported("cyclonedx", `runs/${bundle}`, "-o", `../${bundle}.cdx.json`, ...flags);
    const document = JSON.parse(readFileSync(at(`${bundle}.cdx.json`), "utf8"));
    expect(isValid(document), JSON.stringify(isValid.errors)).toBe(true);
    const refs = document.components.map((component: { "bom-ref": string }) => component["bom-ref"]);
    expect(new Set(refs).size).toBe(refs.length);
    for (const { ref, dependsOn } of document.dependencies) {
      const unknown = [ref, ...dependsOn].filter((one: string) => one !== "kprov:run" && !refs.includes(one));
      expect(unknown).toEqual([]);
    }
    expect(isValid({ ...document, components: [{ name: "x" }] })).toBe(false);
  }
  const purls = readFileSync(at("loose.cdx.json"), "utf8");
  expect(purls).toContain('"pkg:pypi/requests@2.31.0"');
  expect(purls).toContain('"pkg:npm/%40sigstore/verify@');
});

describe("RO-Crate: the validator of CRS4", () => {
  const validator = pythonPeer("rocrate-validator");
  const python = pythonPeer("python");
  const validate = async (crate: string): Promise<Ended> => {
    const cache = ["--offline", "--cache-path", at("cache")];
    const profile = ["--profile-identifier", "process-run-crate", "--no-auto-profile", "--no-paging"];
    return execute(validator ?? "", ["-y", "validate", ...cache, ...profile, crate], { cwd: at() });
  };

  test.skipIf(validator === null)(
    "accepts a run that succeeded and one that failed, and no other profile",
    async () => {
      await ok(execute(python ?? "", [script("context.py"), at("cache")], { cwd: at() }));
      for (const bundle of ["one", "bad"]) {
        await exported("ro-crate", `runs/${bundle}`, "-o", `../crate-${bundle}`);
        await ok(validate(at(`crate-${bundle}`)));
        await ok(run(["verify", "--integrity", at(`crate-${bundle}`, "bundle")]));
      }
      const path = at("crate-one/ro-crate-metadata.json");
      const text = readFileSync(path, "utf8");
      writeFileSync(path, text.replaceAll('"instrument"', '"other"'));
      expect(await validate(at("crate-one"))).toMatchObject({ status: 1 });
    },
  );
});

test.skipIf(pythonPeer("python") === null)("OpenLineage's own classes read the events", async () => {
  for (const bundle of ["one", "loose", "bad"])
    await exported("openlineage", `runs/${bundle}`, "-o", `../${bundle}.jsonl`);
  const text = readFileSync(at("one.jsonl"), "utf8");
  const changes = [
    ['"integration"', '"unknown"'],
    ['"runId":"', '"runId":"x'],
    ["JobTypeJobFacet.json", "Other.json"],
  ] as const;
  for (const [index, [from, to]] of changes.entries()) writeFileSync(at(`${index}.jsonl`), text.replace(from, to));
  const files = ["one", "loose", "bad", "0", "1", "2"].map((name) => at(`${name}.jsonl`));
  const python = pythonPeer("python") ?? "";
  const { stdout } = await ok(execute(python, [script("read-lineage.py"), ...files], { cwd: at() }));
  const read = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(read.map(({ types }) => types)).toEqual([
    ["START", "COMPLETE"],
    ["START", "COMPLETE"],
    ["START", "FAIL"],
    null,
    null,
    null,
  ]);
  expect(read.map(({ facets }) => facets?.includes("ErrorMessageRunFacet"))).toEqual([
    false,
    false,
    true,
    ...[undefined, undefined, undefined],
  ]);
});

test.skipIf(pythonPeer("python") === null)("securesystemslib verifies the envelopes", async () => {
  await exported("dsse", "runs/one", "-o", "../one.intoto.jsonl");
  writeFileSync(at("laptop.pem"), publicPem());
  const verify = (): Promise<Ended> =>
    execute(pythonPeer("python") ?? "", [script("verify-dsse.py"), at("laptop.pem"), at("one.intoto.jsonl")], {
      cwd: at(),
    });
  expect((await ok(verify())).stdout).toBe("application/vnd.in-toto+json\n".repeat(2));
  const text = readFileSync(at("one.intoto.jsonl"), "utf8");
  writeFileSync(at("one.intoto.jsonl"), text.replace('"payload":"ey', '"payload":"eY'));
  expect(await verify()).toMatchObject({ status: 1 });
});

test("Sigstore's library verifies the bundles", async () => {
  await exported("sigstore", "runs/one", "-o", "../one.sigstore.jsonl");
  const lines = readFileSync(at("one.sigstore.jsonl"), "utf8").trim().split("\n");
  expect(lines).toHaveLength(2);
  const publicKey = createPublicKey(publicPem());
  const verifier = new Verifier(
    {
      certificateAuthorities: [],
      timestampAuthorities: [],
      tlogs: [],
      ctlogs: [],
      publicKey: () => ({ publicKey: publicKey as never, validFor: () => true }),
    },
    { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 },
  );
  for (const line of lines) {
    verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(line))));
    const changed = JSON.parse(line);
    changed.dsseEnvelope.payload = Buffer.from("{}").toString("base64");
    expect(() => verifier.verify(toSignedEntity(bundleFromJSON(changed)))).toThrow();
  }
});
