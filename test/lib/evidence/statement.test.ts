import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { doDigestsMatch, formatVsa, judgePredicate, parseStatement } from "../../../lib/evidence/index.ts";
import { conformance } from "../../support/conformance.ts";

const digest = { sha256: "a".repeat(64) };
const statement = {
  _type: "https://in-toto.io/Statement/v1",
  subject: [{ name: "a", digest }],
  predicateType: "https://example.com/p/v1",
  predicate: {},
};
const parse = (document: unknown, name = "x.json") =>
  parseStatement(typeof document === "string" ? Buffer.from(document) : Buffer.from(JSON.stringify(document)), name);
const refusal = async (document: unknown): Promise<string> =>
  parse(document).then(
    () => "accepted",
    (error) => {
      expect(error).toMatchObject({ code: "E_STATEMENT", exit: 3 });
      return error.message;
    },
  );

describe("parseStatement", () => {
  test("gives what stands there, fields that nobody knows included", async () => {
    const document = { ...statement, later: 1, subject: [{ digest, note: { x: 1 } }] };
    expect(await parse(document)).toEqual(document);
  });

  test("names every fault at once, with its place, and the file", async () => {
    const subject = [{ name: "a" }, { digest: { sha256: "AB" } }];
    expect(
      await refusal({ _type: "https://in-toto.io/Statement/v0.1", subject, predicateType: "p" }),
    ).toMatchInlineSnapshot(`
        ""x.json" is not an in-toto statement of its type:
          _type: expected "https://in-toto.io/Statement/v1", found "https://in-toto.io/Statement/v0.1"
          subject[0].digest: Invalid input: expected record, received undefined
          subject[1].digest.sha256: expected lower-case hexadecimal digits, as many as sha256 has
          predicateType: expected a URI in its normal form
          predicate: Invalid input: expected record, received undefined"
      `);
  });

  test("judges a predicate whose type it knows, and says how its fields are spelled", async () => {
    const predicate = { build_definition: { build_type: "a:b" }, run_details: {} };
    const message = await refusal({ ...statement, predicateType: "https://slsa.dev/provenance/v1", predicate });
    expect(message).toContain('predicate.build_definition: it is spelled "buildDefinition"');
    expect(message).toContain('predicate.run_details: it is spelled "runDetails"');
  });

  test("leaves a predicate of another type alone", async () => {
    await expect(parse({ ...statement, predicate: { build_definition: 1 } })).resolves.toBeDefined();
  });

  test.each([
    ["a type with a version too many", "https://slsa.dev/provenance/v1.0"],
    ["a schema's file name", "vsa"],
    ["a name that objects have", "constructor"],
  ])("does not take %s for a known type", async (_, type) => {
    expect(await judgePredicate(type, {})).toBeUndefined();
  });

  test("a link's subjects each need a name of their own", async () => {
    const link = { ...statement, predicateType: "https://in-toto.io/attestation/link/v0.3", predicate: { name: "s" } };
    await expect(parse(link)).resolves.toBeDefined();
    expect(
      await refusal({
        ...link,
        subject: [
          { name: "a", digest },
          { name: "a", digest },
        ],
      }),
    ).toMatch(/subject: "a" is named twice/);
    expect(await refusal({ ...link, subject: [{ digest }] })).toMatch(/subject: expected a name for each/);
  });

  const deep = `${'{"a":'.repeat(100)}1${"}".repeat(100)}`;
  test.each([
    ["nothing", ""],
    ["a duplicate key", JSON.stringify(statement).replace('"predicate":', '"predicate":{"x":1},"predicate":')],
    ["a duplicate digest", JSON.stringify(statement).replace('{"sha256":', `{"sha256":"${"b".repeat(64)}","sha256":`)],
    ["a second document behind it", `${JSON.stringify(statement)}{}`],
    ["a byte order mark", `\ufeff${JSON.stringify(statement)}`],
    ["deep nesting", JSON.stringify({ ...statement, predicate: 0 }).replace('"predicate":0', `"predicate":${deep}`)],
    ["a number that no double holds", JSON.stringify(statement).replace("{}", '{"n":12345678901234567890}')],
    ["__proto__ as a key", JSON.stringify(statement).replace("{}", '{"__proto__":{}}')],
    ["text that is cut short", JSON.stringify(statement).slice(0, -1)],
  ])("refuses %s", async (_, text) => {
    expect(await refusal(text)).toMatch(/^Cannot read "x.json"/);
  });

  test("refuses bytes that are not UTF-8", async () => {
    const bytes = Buffer.concat([Buffer.from('{"_type":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    await expect(parseStatement(bytes, "x")).rejects.toMatchObject({ code: "E_STATEMENT" });
  });

  test("a statement that is wrong in 10,000 places is refused in a few lines and soon", async () => {
    const begun = Date.now();
    const message = await refusal({ ...statement, subject: new Array(10_000).fill({ digest: { sha256: "x" } }) });
    expect(message.split("\n")).toHaveLength(22);
    expect(message).toContain("and 9980 more");
    expect(Date.now() - begun).toBeLessThan(5_000);
  });

  test("reads every statement among the bundles that others signed", async () => {
    const bundles = conformance("sigstore-bundles");
    if (bundles === null) return;
    let count = 0;
    for (const name of readdirSync(bundles, { withFileTypes: true })) {
      if (!name.isDirectory()) continue;
      const bundle = JSON.parse(readFileSync(join(bundles, name.name, "bundle.sigstore.json"), "utf8"));
      if (bundle.dsseEnvelope === undefined) continue;
      const payload = Buffer.from(bundle.dsseEnvelope.payload, "base64");
      // Two that must fail for their signatures have a predicate without parameters, which SLSA requires.
      if (/^rekor2-dsse-(invalid|mismatch)-sig_fail$/.test(name.name))
        await expect(parseStatement(payload, name.name)).rejects.toThrow(
          "predicate.buildDefinition.externalParameters: Invalid input: expected record, received undefined",
        );
      else expect((await parseStatement(payload, name.name)).predicateType).toBe("https://slsa.dev/provenance/v1");
      count += 1;
    }
    expect(count).toBeGreaterThanOrEqual(7);
  });

  test("reads the verification summary that others signed", async () => {
    const path = conformance("slsa-vsa/gke-gce-pre.bcid-vsa.jsonl");
    if (path === null) return;
    const { payload } = JSON.parse(readFileSync(path, "utf8"));
    const { predicateType, predicate } = await parseStatement(Buffer.from(payload, "base64"), "vsa");
    expect([predicateType, predicate["verificationResult"]]).toEqual([
      "https://slsa.dev/verification_summary/v1",
      "PASSED",
    ]);
  });
});

describe("doDigestsMatch", () => {
  const [a, b] = ["a".repeat(64), "b".repeat(64)];
  test.each([
    ["one algorithm", { sha256: a }, { sha256: a }, true],
    ["one of several", { sha256: a, sha512: "x" }, { sha256: a }, true],
    ["another value", { sha256: a }, { sha256: b }, false],
    ["the same value under another name", { sha256: a }, { sha512: a }, false],
    ["nothing in common", { sha256: a }, { sha512: b }, false],
    ["an algorithm that nobody knows", { arn: "x" }, { arn: "x" }, false],
    ["only MD5", { md5: "x" }, { md5: "x" }, false],
    ["only SHA-1", { sha1: "x" }, { sha1: "x" }, false],
    ["a commit", { gitCommit: a }, { gitCommit: a }, true],
    ["nothing at all", {}, {}, false],
    ["what every object has", {}, { toString: "x" }, false],
  ])("%s", (_, one, other, expected) => {
    expect([doDigestsMatch(one, other), doDigestsMatch(other, one)]).toEqual([expected, expected]);
  });
});

describe("formatVsa", () => {
  const facts = {
    subjects: [{ name: "manifest.json", digest }],
    version: "0.1.0",
    timeVerified: "2026-02-15T20:13:00.000Z",
    resourceUri: "pkg:generic/run",
    policy: { uri: "file:trust.json", digest },
    inputAttestations: [{ name: "attestations/bundle.intoto.jsonl", digest }],
    result: "PASSED" as const,
    levels: ["SLSA_BUILD_LEVEL_1"],
  };

  test("writes what its own validator accepts", async () => {
    const { predicate } = await parseStatement(formatVsa(facts), "vsa");
    expect(predicate).toMatchObject({ verificationResult: "PASSED", verifiedLevels: ["SLSA_BUILD_LEVEL_1"] });
  });

  test("never gives a level to what failed", async () => {
    const { predicate } = await parseStatement(formatVsa({ ...facts, result: "FAILED" }), "vsa");
    expect(predicate["verifiedLevels"]).toEqual(["FAILED"]);
  });
});
