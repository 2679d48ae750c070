/**
 * Bundles and summaries that others made, judged whole by `verifySignedFile`, as their own README says.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bundleFromJSON } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";
import { describe, expect, it, test } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { exitOfError, exits, KprovError } from "../../../../lib/errors.ts";
import { parseSignedFile, parseStatement } from "../../../../lib/evidence/index.ts";
import { exitOfVerdict } from "../../../../lib/report.ts";
import { parsePublicKey } from "../../../../lib/sign/index.ts";
import {
  type LoadedTrust,
  readTrustFile,
  type SignedFileOptions,
  type TrustFile,
  verifySignedFile,
} from "../../../../lib/verify/index.ts";
import { conformance } from "../../../support/conformance.ts";
import { temporary } from "../../../support/temporary.ts";

const beacon =
  "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
const actions = "https://token.actions.githubusercontent.com";

/** What comes out otherwise than its name says, and why: nothing. The test fails when the list is wrong in either direction. */
const misjudged: Record<string, string> = {};

/** What the library alone misjudges of them, and why: nothing, as of version 3.1. */
const misjudgedByLibrary: Record<string, string> = {};

/** The trusted root of the public good instance, as npm ships it. */
const publicRoot = (): string => {
  const place = dirname(createRequire(import.meta.url).resolve("@sigstore/tuf/package.json"));
  const seeds = JSON.parse(readFileSync(join(place, "seeds.json"), "utf8")) as Record<
    string,
    { targets: Record<string, string> }
  >;
  const target = seeds["https://tuf-repo-cdn.sigstore.dev"]?.targets["trusted_root.json"] ?? "";
  const path = join(temporary(), "trusted_root.json");
  writeFileSync(path, Buffer.from(target, "base64"));
  return path;
};

const trustOf = async (dir: string): Promise<LoadedTrust> => {
  const read = (name: string): string | undefined =>
    existsSync(join(dir, name)) ? readFileSync(join(dir, name), "utf8").trim() : undefined;
  const owner = { owner: "conformance", roles: ["runner"] } as const;
  const key = read("key.pub");
  const own = join(dir, "trusted_root.json");
  const file: TrustFile =
    key === undefined
      ? {
          schema: "kprov.trust/v1",
          identities: [{ ...owner, issuer: read("issuer") ?? actions, subject: read("identity") ?? beacon }],
          sigstore: { trustedRoot: existsSync(own) ? own : publicRoot() },
        }
      : {
          schema: "kprov.trust/v1",
          keys: [{ ...owner, publicKey: key, fingerprint: parsePublicKey(key, "key.pub").fingerprint }],
        };
  const path = join(temporary({ "trust.json": JSON.stringify(file) }), "trust.json");
  return readTrustFile(path);
};

/** The exit code that `kprovengine verify bundle.sigstore.json --artifact … --trust …` ends with. */
const judge = async (dir: string): Promise<number> => {
  const artifact = existsSync(join(dir, "artifact")) ? join(dir, "artifact") : join(dir, "../a.txt");
  try {
    const options = { trust: await trustOf(dir), artifacts: [artifact] };
    const builder = await builderOf(join(dir, "bundle.sigstore.json"));
    const [identity] = options.trust.file.identities ?? [];
    // The suite says nothing of builders: the one that the statement names is believed.
    if (identity !== undefined && builder !== null) Object.assign(identity, { builders: [builder] });
    return exitOfVerdict((await verifySignedFile(join(dir, "bundle.sigstore.json"), options)).verdict);
  } catch (error) {
    if (error instanceof KprovError) return exitOfError(error);
    throw error;
  }
};

const builderOf = async (path: string): Promise<string | null> => {
  try {
    const [piece] = parseSignedFile(readFileSync(path), path);
    if (piece?.form !== "sigstore") return null;
    const { predicate } = await parseStatement(piece.envelope.payload, path);
    return (predicate as { runDetails?: { builder?: { id?: string } } }).runDetails?.builder?.id ?? null;
  } catch {
    return null;
  }
};

const place = conformance("sigstore-bundles");
const names =
  place === null ? [] : readdirSync(place).filter((name) => existsSync(join(place, name, "bundle.sigstore.json")));

describe.skipIf(place === null)("Sigstore's conformance bundles", () => {
  test("are all there, and only known ones are misjudged", () => {
    expect(names.length).toBeGreaterThan(30);
    expect(Object.keys(misjudged).filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(names)("%s", async (name) => {
    const exit = await judge(join(place ?? "", name));
    const isGood = exit === exits.proved;
    expect(isGood, misjudged[name] ?? `exit ${exit}`).toBe(!name.endsWith("_fail") !== name in misjudged);
  });
});

describe.skipIf(place === null)("the library under us", () => {
  it.each(names.filter((name) => !existsSync(join(place ?? "", name, "key.pub"))))("%s", async (name) => {
    const dir = join(place ?? "", name);
    const own = join(dir, "trusted_root.json");
    const artifact = readFileSync(existsSync(join(dir, "artifact")) ? join(dir, "artifact") : join(dir, "../a.txt"));
    const [identity] = (await trustOf(dir)).file.identities ?? [];
    const accepts = (): boolean => {
      try {
        const root = TrustedRoot.fromJSON(JSON.parse(readFileSync(existsSync(own) ? own : publicRoot(), "utf8")));
        const bundle = bundleFromJSON(JSON.parse(readFileSync(join(dir, "bundle.sigstore.json"), "utf8")));
        const signer = new Verifier(toTrustMaterial(root)).verify(toSignedEntity(bundle, artifact));
        // That an envelope is about the artifact is for its caller to see.
        const isAbout =
          bundle.content.$case !== "dsseEnvelope" || bundle.content.dsseEnvelope.payload.includes(sha256(artifact));
        return isAbout && signer.identity?.subjectAlternativeName === identity?.subject;
      } catch {
        return false;
      }
    };
    expect(accepts(), misjudgedByLibrary[name]).toBe(!name.endsWith("_fail") !== name in misjudgedByLibrary);
  });
});

const summaries = conformance("slsa-vsa");

describe.skipIf(summaries === null)("a verification summary that others signed", () => {
  const path = join(summaries ?? "", "gke-gce-pre.bcid-vsa.jsonl");
  const key = (): string => readFileSync(join(summaries ?? "", "vsa_signing_public_key.pem"), "utf8");
  const right: SignedFileOptions = {
    digests: ["gce_image_id:8970095005306000053"],
    summary: {
      verifier: "https://bcid.corp.google.com/verifier/bcid_package_enforcer/v0.1",
      resource: "gce_image://gke-node-images:gke-12615-gke1418000-cos-101-17162-463-29-c-cgpv1-pre",
      levels: ["BCID_L1", "SLSA_BUILD_LEVEL_2"],
    },
  };
  const verify = async (more: SignedFileOptions, roles: TrustFile["keys"] = undefined) => {
    const { fingerprint } = parsePublicKey(key(), "key");
    const file: TrustFile = {
      schema: "kprov.trust/v1",
      keys: roles ?? [{ fingerprint, publicKey: key(), owner: "verifier", roles: ["release"] }],
    };
    const trust = await readTrustFile(join(temporary({ "trust.json": JSON.stringify(file) }), "trust.json"));
    return verifySignedFile(path, { trust, ...right, ...more });
  };

  it("is proved when every step is asked and holds", async () => {
    const result = await verify({});
    expect(result.findings).toEqual([]);
    expect(result.verdict).toBe("proved");
    expect(result.statements[0]?.claims.map(({ claim }) => claim)).toEqual([
      "signed",
      "subject",
      "verifier",
      "resource",
      "result",
      "levels",
    ]);
  });

  it("reaches the levels below its own", async () => {
    expect((await verify({ summary: { ...right.summary, levels: ["SLSA_BUILD_LEVEL_1"] } })).verdict).toBe("proved");
  });

  it.each<[string, string, SignedFileOptions]>([
    ["violated", "another subject", { digests: ["gce_image_id:8970095005306000054"] }],
    ["violated", "another algorithm", { digests: [`sha256:${"0".repeat(64)}`] }],
    ["undecided", "no subject", { digests: [] }],
    ["violated", "another verifier", { summary: { ...right.summary, verifier: "https://example.com" } }],
    ["violated", "another resource", { summary: { ...right.summary, resource: "gce_image://other" } }],
    ["violated", "a higher level", { summary: { ...right.summary, levels: ["SLSA_BUILD_LEVEL_3"] } }],
    ["violated", "a level of another track", { summary: { ...right.summary, levels: ["SLSA_SOURCE_LEVEL_1"] } }],
    [
      "undecided",
      "no level",
      { summary: { verifier: right.summary?.verifier ?? "", resource: right.summary?.resource ?? "" } },
    ],
    ["undecided", "nothing", { summary: {} }],
    ["undecided", "no trust file", { trust: null }],
  ])("is %s when %s is asked", async (verdict, _, more) => {
    expect((await verify(more)).verdict).toBe(verdict);
  });

  it("is unverified when its signer may vouch for runs only", async () => {
    const { fingerprint } = parsePublicKey(key(), "key");
    const result = await verify({}, [{ fingerprint, publicKey: key(), owner: "verifier", roles: ["runner"] }]);
    expect(result.verdict).toBe("undecided");
  });
});
