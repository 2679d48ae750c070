import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { jsonSchemas, standardSchemas } from "../../../../lib/evidence/index.ts";

/**
 * Each rule of the specifications as documents that keep it and documents that break it: the schema's library and a JSON
 * Schema validator that others wrote must both see it.
 */
type Name = keyof typeof standardSchemas;
type Cases = Record<string, unknown>;

const [sha1, sha256] = ["a".repeat(40), "a".repeat(64)];
const digest = { sha256 };
const statement = {
  _type: "https://in-toto.io/Statement/v1",
  subject: [{ name: "a", digest }],
  predicateType: "https://example.com/p/v1",
  predicate: {},
};
const provenance = {
  buildDefinition: { buildType: "https://example.com/type/v1", externalParameters: { ref: "main" } },
  runDetails: { builder: { id: "https://example.com/builder/v1" } },
};
const { buildDefinition, runDetails } = provenance;
const link = { name: "build", command: ["make"], materials: [{ name: "a", digest }], byproducts: {}, environment: {} };
const result = { result: "PASSED", configuration: [{ name: "ci.yml", digest: { gitBlob: sha1 } }] };
const vsa = {
  verifier: { id: "https://example.com/verifier" },
  resourceUri: "https://example.com/a.tar.gz",
  policy: { uri: "https://example.com/policy", digest },
  verificationResult: "PASSED",
  verifiedLevels: ["SLSA_BUILD_LEVEL_3"],
};
const runtimeTrace = {
  monitor: { type: "https://github.com/cilium/tetragon/v0.8.4", tracePolicy: { policies: [] } },
  monitoredProcess: {
    hostID: "https://tekton.dev/chains/v2",
    type: "https://tekton.dev/attestations/chains@v2",
    event: "run-image-pipelinerun-build-trusted",
  },
  monitorLog: { fileAccess: [{ name: "a", digest }] },
};
const without = (document: object, key: string): object =>
  Object.fromEntries(Object.entries(document).filter(([name]) => name !== key));
const missing = (document: object, ...keys: string[]): Cases =>
  Object.fromEntries(keys.map((key) => [`without ${key}`, without(document, key)]));

const valid: Record<Name, Cases> = {
  statement: {
    "the least": statement,
    "an extension field": { ...statement, later: { a: 1 } },
    "equal names": { ...statement, subject: [statement.subject[0], statement.subject[0]] },
    "a subject without a name": { ...statement, subject: [{ digest }] },
    "a digest that only others know": { ...statement, subject: [{ digest: { gce_image_id: "8970095005306000053" } }] },
    "a type with a path in capitals": { ...statement, predicateType: "https://in-toto.io/Release/V1" },
    "a type that is a package URL": { ...statement, predicateType: "pkg:npm/kprovengine#predicate/review/v1" },
  },
  "resource-descriptor": {
    "a URI": { uri: "git+https://github.com/actions/runner" },
    "a digest": { digest },
    content: { content: "aGVsbG8=" },
    "content in the other alphabet, without padding": { content: "-_-_-w" },
    "content of 1023 bytes": { content: Buffer.alloc(1023).toString("base64") },
    "null for what is absent": { uri: "a:b", name: null, digest: null, content: null, annotations: null },
    everything: {
      ...{ name: "n", uri: "a:b", digest, content: "", downloadLocation: "a:c", mediaType: "text/plain" },
      annotations: { any: [1, null, { deep: true }] },
    },
  },
  "digest-set": {
    "one of each length": { sha256, sha512: "b".repeat(128), sha1, md5: "c".repeat(32), sha512_256: sha256 },
    "a commit of either kind": { gitCommit: sha1, gitTree: sha256 },
    "both spellings of the directory hash": { dirHash: sha256, dirHash1: sha256 },
    "an extendable-output function": { shake128: "abcd" },
    "an algorithm that is not known, in any form": { arn: "arn:aws:ec2:region:123:image/ami-123ABCD" },
    "a name that objects have": { constructor: "x", toString: "y" },
  },
  "slsa-provenance": {
    "the least": provenance,
    nulls: {
      buildDefinition: { ...buildDefinition, internalParameters: null, resolvedDependencies: null },
      runDetails: { ...runDetails, metadata: null, byproducts: null },
    },
    everything: {
      buildDefinition: { ...buildDefinition, internalParameters: {}, resolvedDependencies: [{ uri: "a:b" }] },
      runDetails: {
        builder: { id: "https://example.com/b", version: { "a b": "1" }, builderDependencies: [{ digest }] },
        metadata: { invocationId: "x", startedOn: "2024-02-29T23:59:60Z", finishedOn: "2024-03-01T00:00:00.123456Z" },
        byproducts: [{ content: "eA==" }],
      },
    },
    "extension fields": {
      buildDefinition: { ...buildDefinition, vendor_field: 1 },
      runDetails: { ...runDetails, kprov_outcome: { status: "succeeded" } },
    },
  },
  link: {
    everything: link,
    "the name alone": { name: "build" },
    "an empty command": { ...link, command: [] },
    nulls: { name: "build", command: null, materials: null, byproducts: null, environment: null },
  },
  "test-result": {
    "the least": result,
    everything: { ...result, url: "https://example.com/1", passedTests: ["a"], warnedTests: [], failedTests: null },
    "no configuration": { ...result, configuration: [] },
  },
  "runtime-trace": {
    "what the specification asks for": runtimeTrace,
    "the example of the specification, in short": {
      ...runtimeTrace,
      monitor: { ...runtimeTrace.monitor, configSource: {} },
      monitorLog: {
        process: [{ eventType: "process", processBinary: "/bin/sh", arguments: ["-c"], privileged: null }],
      },
      metadata: { buildStartedOn: "2022-10-13T22:55:50Z", buildFinishedOn: "2022-10-13T22:56:17Z" },
    },
    "one log of three": { ...runtimeTrace, monitorLog: { network: [{}], process: [], fileAccess: null } },
    "one file with two digests": {
      ...runtimeTrace,
      monitorLog: {
        fileAccess: [
          { name: "a", digest },
          { name: "a", digest: { sha256: "b".repeat(64) } },
        ],
      },
    },
    "null for what is absent": { ...runtimeTrace, metadata: null },
    "an extension field": { ...runtimeTrace, kprov_failed: [] },
  },
  vsa: {
    "the least": vsa,
    everything: {
      ...vsa,
      verifier: { id: "https://example.com/v", version: { a: "1" } },
      timeVerified: "1985-04-12T23:20:50.52Z",
      inputAttestations: [{ uri: "a:b", digest }],
      dependencyLevels: { SLSA_BUILD_LEVEL_3: 5, SLSA_BUILD_LEVEL_2: 0 },
      slsaVersion: "1.0",
    },
    "a failure": { ...vsa, verificationResult: "FAILED", verifiedLevels: ["FAILED"] },
    "one level of each track, and others' own": {
      ...vsa,
      verifiedLevels: ["SLSA_BUILD_LEVEL_2", "SLSA_SOURCE_LEVEL_4", "BCID_L1"],
    },
    "a scheme that RFC 3986 does not allow": { ...vsa, resourceUri: "gce_image://gke-node-images:x" },
  },
};

const invalid: Record<Name, Cases> = {
  statement: {
    ...missing(statement, "_type", "subject", "predicateType", "predicate"),
    "an older version": { ...statement, _type: "https://in-toto.io/Statement/v0.1" },
    "a version with more": { ...statement, _type: "https://in-toto.io/Statement/v1.0" },
    "no subject": { ...statement, subject: [] },
    "a subject without a digest": { ...statement, subject: [{ name: "a", uri: "a:b" }] },
    "a subject whose digest is null": { ...statement, subject: [{ name: "a", uri: "a:b", digest: null }] },
    "a subject whose digest is empty": { ...statement, subject: [{ name: "a", digest: {} }] },
    "one of many subjects without a digest": { ...statement, subject: [{ digest }, { uri: "a:b" }, { digest }] },
    "a predicate that is a list": { ...statement, predicate: [] },
    "a predicate that is null": { ...statement, predicate: null },
    "a type that is no URI": { ...statement, predicateType: "provenance" },
    "a type with its scheme in capitals": { ...statement, predicateType: "HTTPS://slsa.dev/provenance/v1" },
    "a type with its host in capitals": { ...statement, predicateType: "https://SLSA.dev/provenance/v1" },
    "a type with a space": { ...statement, predicateType: "https://slsa.dev/provenance/v1 " },
    "a field with an underscore": { ...statement, predicate_type: "https://example.com/p/v1" },
    "a list": [statement],
    text: "statement",
    null: null,
  },
  "resource-descriptor": {
    nothing: {},
    "a name alone": { name: "a" },
    "only where to get it": { downloadLocation: "https://example.com/a", mediaType: "text/plain" },
    "all three null": { uri: null, digest: null, content: null },
    "an empty URI": { uri: "" },
    "empty content": { content: "" },
    "an empty digest": { digest: {} },
    "content that is no base64": { content: "a b" },
    "content in both alphabets": { content: "+_+_" },
    "content that is cut": { content: "aaaaa" },
    "content of 1024 bytes": { content: Buffer.alloc(1024).toString("base64") },
    "a number as URI": { uri: 1 },
    "annotations that are a list": { digest, annotations: [] },
    "a field with an underscore": { digest, media_type: "text/plain" },
  },
  "digest-set": {
    nothing: {},
    capitals: { sha256: "A".repeat(64) },
    "too short": { sha256: "a".repeat(63) },
    "too long": { sha256: "a".repeat(65) },
    base64: { sha256: Buffer.alloc(32).toString("base64") },
    "a line break behind it": { sha256: `${sha256}\n` },
    "the length of another algorithm": { sha512: sha256 },
    "a commit of 41 digits": { gitCommit: `${sha1}a` },
    "one bad one beside a good one": { sha256, sha1: "abc" },
    "a number": { sha256: 1 },
    "an empty value": { arn: "" },
    null: { sha256: null },
    "a list": ["sha256"],
  },
  "slsa-provenance": {
    ...missing(provenance, "buildDefinition", "runDetails"),
    "an empty buildDefinition": { ...provenance, buildDefinition: {} },
    "no build type": { ...provenance, buildDefinition: without(buildDefinition, "buildType") },
    "an empty build type": { ...provenance, buildDefinition: { ...buildDefinition, buildType: "" } },
    "no external parameters": { ...provenance, buildDefinition: without(buildDefinition, "externalParameters") },
    "empty external parameters": { ...provenance, buildDefinition: { ...buildDefinition, externalParameters: {} } },
    "a dependency that names nothing": {
      ...provenance,
      buildDefinition: { ...buildDefinition, resolvedDependencies: [{ name: "a" }] },
    },
    "no builder": { ...provenance, runDetails: {} },
    "a builder without an id": { ...provenance, runDetails: { builder: { version: {} } } },
    "a builder that is a text": { ...provenance, runDetails: { builder: "https://example.com" } },
    "a version that is no text": { ...provenance, runDetails: { builder: { id: "a:b", version: { a: 1 } } } },
    ...Object.fromEntries(
      ["2024-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01 00:00:00Z"]
        .concat(["2024-01-01T00:00:00+00:00", "2024-01-01T00:00Z", "2024-13-01T00:00:00Z", "1700000000", "now"])
        .map((startedOn) => [
          `the time ${startedOn}`,
          { ...provenance, runDetails: { ...runDetails, metadata: { startedOn } } },
        ]),
    ),
    "a predicate in snake_case": {
      build_definition: { build_type: "a:b", external_parameters: { a: 1 } },
      run_details: { builder: { id: "a:b" } },
    },
    "one field in snake_case": { ...provenance, buildDefinition: { ...buildDefinition, resolved_dependencies: [] } },
    "a time in snake_case": {
      ...provenance,
      runDetails: { ...runDetails, metadata: { started_on: "2024-01-01T00:00:00Z" } },
    },
  },
  link: {
    ...missing(link, "name"),
    "an empty name": { ...link, name: "" },
    "a command that is a text": { ...link, command: "make" },
    "materials that are a map, as links of old have it": { ...link, materials: { a: { sha256 } } },
    "a material without a name": { ...link, materials: [{ uri: "a:b", digest }] },
    "a material without a digest": { ...link, materials: [{ name: "a", uri: "a:b" }] },
    "by-products that are a list": { ...link, byproducts: [] },
  },
  "test-result": {
    ...missing(result, "result", "configuration"),
    "another result": { ...result, result: "passed" },
    "a configuration that is one descriptor": { ...result, configuration: { digest } },
    "a configuration that names nothing": { ...result, configuration: [{ name: "ci.yml" }] },
    "tests that are no texts": { ...result, passedTests: [1] },
    "an empty URL": { ...result, url: "" },
  },
  "runtime-trace": {
    ...missing(runtimeTrace, "monitor", "monitoredProcess", "monitorLog"),
    "a monitor without a type": { ...runtimeTrace, monitor: {} },
    "a monitor whose type is no URI": { ...runtimeTrace, monitor: { type: "strace" } },
    ...Object.fromEntries(
      ["hostID", "type", "event"].map((key) => [
        `a process without ${key}`,
        { ...runtimeTrace, monitoredProcess: without(runtimeTrace.monitoredProcess, key) },
      ]),
    ),
    "no log": { ...runtimeTrace, monitorLog: {} },
    "empty logs": { ...runtimeTrace, monitorLog: { process: [], fileAccess: [] } },
    "a file that can't be told": { ...runtimeTrace, monitorLog: { fileAccess: [{ name: "a" }] } },
    "a file that is a name": { ...runtimeTrace, monitorLog: { fileAccess: ["a"] } },
    "a local time": { ...runtimeTrace, metadata: { buildStartedOn: "2022-10-13T22:55:50+02:00" } },
    "a misspelled field": { ...runtimeTrace, monitor_log: {} },
  },
  vsa: {
    ...missing(vsa, "verifier", "resourceUri", "policy", "verificationResult", "verifiedLevels"),
    "a verifier without an id": { ...vsa, verifier: {} },
    "a policy without a URI": { ...vsa, policy: { digest } },
    "an attestation without a digest": { ...vsa, inputAttestations: [{ uri: "a:b" }] },
    "another result": { ...vsa, verificationResult: "SKIPPED" },
    "two levels of one track": { ...vsa, verifiedLevels: ["SLSA_BUILD_LEVEL_2", "SLSA_BUILD_LEVEL_3"] },
    "passed with failed levels": { ...vsa, verifiedLevels: ["FAILED"] },
    "an empty level": { ...vsa, verifiedLevels: [""] },
    "a count below 0": { ...vsa, dependencyLevels: { SLSA_BUILD_LEVEL_3: -1 } },
    "a version that is a number": { ...vsa, slsaVersion: 1 },
    "a time that is none": { ...vsa, timeVerified: "yesterday" },
    "fields in snake_case": { ...vsa, verification_result: "PASSED", resource_uri: "a:b" },
  },
};

const rows = (cases: Record<string, Cases>): [string, string, unknown][] =>
  Object.entries(cases).flatMap(([name, group]) =>
    Object.entries(group).map(([what, document]): [string, string, unknown] => [name, what, document]),
  );

const compiled = Object.fromEntries(
  Object.entries(jsonSchemas()).map(([name, schema]) => [name, new Ajv2020({ strict: false }).compile(schema)]),
);
const judges = (name: string, document: unknown) => {
  const validate = compiled[name];
  return {
    ours: standardSchemas[name as Name][1].safeParse(document).success,
    ajv: validate?.(document) ?? "no such schema",
    why: validate?.errors,
  };
};

describe("schemas of the in-toto and SLSA specifications", () => {
  test.each(rows(valid))("%s accepts %s", (name, _, document) => {
    expect(judges(name, document)).toEqual({ ours: true, ajv: true, why: null });
  });

  test.each(rows(invalid))("%s refuses %s", (name, _, document) => {
    expect(judges(name, document)).toMatchObject({ ours: false, ajv: false });
  });

  test("a link whose materials share a name is refused, which JSON Schema can't say", () => {
    const twice = { ...link, materials: [link.materials[0], link.materials[0]] };
    expect(judges("link", twice)).toMatchObject({ ours: false, ajv: true });
  });

  test("our own provenance keeps the rules for everybody's", () => {
    const golden = join(import.meta.dirname, "../../../fixtures/golden/v1/2026-02-15T20-13-00Z-0000000a");
    const document = JSON.parse(readFileSync(join(golden, "provenance.json"), "utf8"));
    expect(judges("statement", document)).toMatchObject({ ours: true, ajv: true });
    expect(judges("slsa-provenance", document.predicate)).toMatchObject({ ours: true, ajv: true });
  });
});
