import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatEnvelope, formatReview, layout } from "../../../../lib/evidence/index.ts";
import { type TrustedKey, type TrustFile, verifyDirectory, verifyPaths } from "../../../../lib/verify/index.ts";
import { findTrustFile } from "../../../../lib/verify/trust/file.ts";
import { failed, membersOf, reseal, sealMembers, writeBundle } from "../../../support/bundle.ts";
import {
  digestOf,
  envelopeOf,
  makeKey,
  payloadsOf,
  put,
  signRun,
  statementOf,
  type TestKey,
  testResult,
  trustFile,
  trusting,
} from "../../../support/sign.ts";
import { temporary } from "../../../support/temporary.ts";
import { codesOf, judgeUnder, loadTrust } from "../../../support/verify.ts";

const [ann, eve] = [makeKey(), makeKey()];
const trust = trustFile([trusting(ann, "Ann")]);
const logs = { stdout: "out\n", stderr: "err\n" };
const signed = (): string => signRun(writeBundle(temporary(), { logs }), [ann]);
const namesIn = (dir: string): string[] => readdirSync(join(dir, "attestations")).sort();

/** Signed by Ann as well, honestly, at another time. */
const older = (): string =>
  signRun(
    writeBundle(temporary(), {
      runId: "2025-01-01T00-00-00Z-0000000b",
      outputs: { "a.csv": "9" },
      logs: { stdout: "1", stderr: "2" },
    }),
    [ann],
  );

describe("a signed bundle, changed afterwards", () => {
  const members = [
    "outputs/a.csv",
    "logs/stdout.log",
    layout.provenance,
    layout.summary,
    layout.toolchain,
    layout.review,
    layout.trace,
    layout.manifest,
    layout.sums,
  ];

  it.each(members)("%s deleted", async (path) => {
    const dir = signed();
    rmSync(join(dir, path));
    expect((await judgeUnder(dir, trust)).verdict).toBe("violated");
  });

  it.each(["outputs/a.csv", "logs/stdout.log", layout.provenance, layout.summary, layout.trace, layout.manifest])(
    "%s replaced by that of an older signed bundle, with all of its signatures",
    async (path) => {
      const [dir, old] = [signed(), older()];
      cpSync(join(old, path), join(dir, path));
      cpSync(join(old, "attestations"), join(dir, "attestations"), { recursive: true });
      expect((await judgeUnder(dir, trust)).verdict).toBe("violated");
      // Made consistent again: the lists now speak of what nobody signed.
      reseal(dir);
      const again = await judgeUnder(dir, trust);
      expect(again.verdict).toBe("violated");
      expect(again.origin).not.toBe("proved");
    },
  );

  it("members made again by somebody else, lists and digests right", async () => {
    const dir = signed();
    writeFileSync(join(dir, "logs/stdout.log"), "forged\n");
    reseal(dir);
    const verdict = await judgeUnder(dir, trust);
    expect(verdict.verdict).toBe("violated");
    expect(codesOf(verdict)).toContain("ATTESTATION_FOREIGN");
  });

  it("members duplicated and reordered in the list", async () => {
    for (const spoil of [
      (list: ReturnType<typeof membersOf>) => [...list, ...list.slice(0, 1)],
      (list: ReturnType<typeof membersOf>) => list.toReversed(),
    ]) {
      const dir = signed();
      sealMembers(dir, spoil(membersOf(dir)));
      const manifest = JSON.parse(readFileSync(join(dir, layout.manifest), "utf8")) as { members: unknown[] };
      writeFileSync(
        join(dir, layout.manifest),
        `${JSON.stringify({ members: spoil(membersOf(dir)), schema: "kprov.manifest/v1" })}\n`,
      );
      expect(manifest.members.length).toBeGreaterThan(0);
      expect((await judgeUnder(dir, trust)).verdict).toBe("violated");
    }
  });

  it("signatures stripped: undecided, never proved", async () => {
    const dir = signed();
    rmSync(join(dir, "attestations"), { recursive: true });
    expect(await judgeUnder(dir, trust)).toMatchObject({
      verdict: "undecided",
      integrity: "proved",
      origin: "undecided",
    });
  });

  it("an envelope that is a symbolic link, to the right bytes", async () => {
    const dir = signed();
    const [name = ""] = namesIn(dir);
    const away = join(temporary(), "envelope");
    renameSync(join(dir, "attestations", name), away);
    symlinkSync(away, join(dir, "attestations", name));
    expect(codesOf(await judgeUnder(dir, trust))).toContain("MEMBER_SPECIAL");
  });

  it("an envelope under two names counts once, and hard links are files", async () => {
    const dir = signed();
    for (const name of namesIn(dir))
      linkSync(join(dir, "attestations", name), join(dir, "attestations", `again.${name}`));
    expect((await judgeUnder(dir, trust)).verdict).toBe("proved");
    expect((await judgeUnder(dir, trustFile([trusting(ann, "Ann")], { runners: 2 }))).verdict).toBe("undecided");
  });
});

describe("signatures replayed from another bundle", () => {
  it("have no place in this one", async () => {
    const dir = writeBundle(temporary());
    cpSync(join(older(), "attestations"), join(dir, "attestations"), { recursive: true });
    const verdict = await judgeUnder(dir, trust);
    expect(verdict.verdict).toBe("violated");
    expect(codesOf(verdict)).toEqual(["ATTESTATION_FOREIGN", "THRESHOLD_NOT_MET"]);
    expect((await judgeUnder(dir, trust, { integrityOnly: true })).verdict).toBe("violated");
  });

  it("of an equal run: its provenance is the same, its bundle is not", async () => {
    const [first, second] = [signed(), writeBundle(temporary(), { runId: "2026-02-15T20-13-00Z-0000000c", logs })];
    for (const name of namesIn(first).filter((path) => path.startsWith("provenance")))
      put(second, `attestations/${name}`, readFileSync(join(first, "attestations", name)));
    expect(codesOf(await judgeUnder(second, trust))).toEqual(["THRESHOLD_NOT_MET"]);
    for (const name of namesIn(first).filter((path) => path.startsWith("bundle")))
      put(second, `attestations/${name}`, readFileSync(join(first, "attestations", name)));
    expect((await judgeUnder(second, trust)).verdict).toBe("violated");
  });

  it("a failed run can't borrow the signatures of the one that succeeded", async () => {
    const dir = writeBundle(temporary(), { outcome: failed, logs });
    cpSync(join(signed(), "attestations"), join(dir, "attestations"), { recursive: true });
    expect((await judgeUnder(dir, trust)).verdict).toBe("violated");
  });
});

describe("a hostile checkout", () => {
  it("that brings its own configuration, keys and trust file is believed in nothing", async () => {
    const checkout = temporary({
      "kprov.config.ts": "throw new Error('read')",
      "kprov.config.json": "{",
      ".kprov/keys/eve.pub": eve.publicKey.ssh,
      "trust.json": JSON.stringify(trustFile([trusting(eve, "Ann")])),
      ".config/kprovengine/trust.json": JSON.stringify(trustFile([trusting(eve, "Ann")])),
    });
    const dir = signRun(writeBundle(join(checkout, "runs")), [eve]);
    put(checkout, "runs/trust.json", JSON.stringify(trustFile([trusting(eve, "Ann")])));
    const verdict = await judgeUnder(dir, trust, { cwd: checkout });
    expect(verdict).toMatchObject({ verdict: "undecided", origin: "undecided" });
    expect(verdict.signatures.every(({ status }) => status === "untrusted")).toBe(true);
    put(dir, "trust.json", JSON.stringify(trustFile([trusting(eve, "Ann")])));
    expect((await judgeUnder(dir, trust)).verdict).toBe("violated");
  });

  it("can't be the place of one's own trust file, unless it is named", async () => {
    const checkout = temporary({ ".git/HEAD": "ref: refs/heads/main\n" });
    const dir = writeBundle(join(checkout, "runs"));
    const text = JSON.stringify(trustFile([trusting(eve, "Ann")]));
    for (const place of [checkout, join(checkout, "home"), dir]) {
      put(place, "trust.json", text);
      const env = { KPROV_CONFIG_DIR: place };
      for (const cwd of [checkout, temporary()])
        await expect(findTrustFile(undefined, { judged: [dir], cwd, env })).rejects.toMatchObject({
          code: "E_TRUST",
          exit: 2,
        });
      expect(
        (await findTrustFile(join(place, "trust.json"), { judged: [dir], cwd: checkout, env }))?.keys,
      ).toHaveLength(1);
    }
    const outside = temporary({ "trust.json": text });
    const linked = temporary();
    symlinkSync(join(checkout, "home/trust.json"), join(linked, "trust.json"));
    expect(
      await findTrustFile(undefined, { judged: [dir], cwd: checkout, env: { KPROV_CONFIG_DIR: outside } }),
    ).not.toBeNull();
    await expect(
      findTrustFile(undefined, { judged: [dir], cwd: checkout, env: { KPROV_CONFIG_DIR: linked } }),
    ).rejects.toMatchObject({ code: "E_TRUST" });
    expect(
      await findTrustFile(undefined, { judged: [dir], cwd: checkout, env: { KPROV_CONFIG_DIR: temporary() } }),
    ).toBeNull();
  });
});

describe("other statements beside a bundle", () => {
  const type = "https://in-toto.io/attestation/test-result/v0.1";
  const required = trustFile([trusting(ann, "Ann")], { statements: [type] });
  const about = (dir: string, result?: string): Buffer => testResult({ sha256: digestOf(dir) }, result);

  it("that are required and missing keep it from being proved", async () => {
    expect(codesOf(await judgeUnder(signed(), required))).toEqual(["STATEMENT_MISSING"]);
  });

  it.each<[string, string, (dir: string) => string]>([
    ["proved", "signed by a runner", (dir) => formatEnvelope(envelopeOf(about(dir), [ann]))],
    ["undecided", "signed by a stranger", (dir) => formatEnvelope(envelopeOf(about(dir), [eve]))],
    ["violated", "that says FAILED", (dir) => formatEnvelope(envelopeOf(about(dir, "FAILED"), [ann]))],
    ["violated", "that says WARNED", (dir) => formatEnvelope(envelopeOf(about(dir, "WARNED"), [ann]))],
    [
      "violated",
      "one good and one that says FAILED",
      (dir) => formatEnvelope(envelopeOf(about(dir), [ann])) + formatEnvelope(envelopeOf(about(dir, "FAILED"), [ann])),
    ],
    [
      "violated",
      "about another bundle",
      () => formatEnvelope(envelopeOf(testResult({ sha256: "0".repeat(64) }), [ann])),
    ],
    [
      "violated",
      "about this digest under another algorithm",
      (dir) => formatEnvelope(envelopeOf(testResult({ sha512: digestOf(dir).repeat(2) }), [ann])),
    ],
    [
      "violated",
      "that has no result",
      (dir) => formatEnvelope(envelopeOf(statementOf(type, [{ digest: { sha256: digestOf(dir) } }]), [ann])),
    ],
  ])("%s: %s", async (expected, _, text) => {
    const dir = signed();
    put(dir, "attestations/extra.intoto.jsonl", text(dir));
    expect((await judgeUnder(dir, required)).verdict).toBe(expected);
  });

  it("may lie elsewhere when they are about an output or the clean commit", async () => {
    const dir = signed();
    const cwd = temporary();
    const commit = "0123456789abcdef0123456789abcdef01234567";
    const output = membersOf(dir).find(({ path }) => path === "outputs/a.csv")?.sha256 ?? "";
    for (const digest of [{ sha256: output }, { gitCommit: commit }, { sha256: digestOf(dir) }]) {
      put(cwd, "t.intoto.jsonl", formatEnvelope(envelopeOf(testResult(digest), [ann])));
      expect((await judgeUnder(dir, required, { cwd, attestations: ["t.intoto.jsonl"] })).findings).toEqual([]);
    }
    for (const digest of [{ sha256: "0".repeat(64) }, { gitCommit: "f".repeat(40) }, { sha1: commit }]) {
      put(cwd, "t.intoto.jsonl", formatEnvelope(envelopeOf(testResult(digest as Record<string, string>), [ann])));
      expect((await judgeUnder(dir, required, { cwd, attestations: ["t.intoto.jsonl"] })).verdict).toBe("violated");
    }
    // In attestations/ itself only statements about the bundle digest have a place.
    put(dir, "attestations/extra.intoto.jsonl", formatEnvelope(envelopeOf(testResult({ gitCommit: commit }), [ann])));
    expect(codesOf(await judgeUnder(dir, required))).toContain("ATTESTATION_FOREIGN");
  });

  it("about the canonical empty list say nothing of a run without outputs", async () => {
    const dir = signRun(writeBundle(temporary(), { outputs: {} }), [ann]);
    const cwd = temporary();
    const { subject } = JSON.parse(payloadsOf(dir).provenance.toString("utf8")) as {
      subject: { digest: { sha256: string } }[];
    };
    put(
      cwd,
      "t.intoto.jsonl",
      formatEnvelope(envelopeOf(testResult({ sha256: subject[0]?.digest.sha256 ?? "" }), [ann])),
    );
    expect((await judgeUnder(dir, required, { cwd, attestations: ["t.intoto.jsonl"] })).verdict).toBe("violated");
  });
});

describe("a review", () => {
  const review = (dir: string, decision: "approve" | "reject", previous: string[] = []): Buffer =>
    formatReview({
      bundleDigest: digestOf(dir),
      decision,
      note: "seen",
      at: "2026-02-16T00:00:00.000Z",
      runId: basename(dir),
      step: "train",
      previous,
    });
  const rita = makeKey();
  const file = (require?: TrustFile["require"], more: Partial<TrustedKey> = {}): TrustFile =>
    trustFile([trusting(ann, "Ann", ["runner", "reviewer"]), trusting(rita, "Rita", ["reviewer"], more)], require);
  const add = (dir: string, payload: Buffer, key: TestKey, name = "r"): void =>
    put(dir, `attestations/review.${name}.intoto.jsonl`, formatEnvelope(envelopeOf(payload, [key])));

  it("by another owner approves", async () => {
    const dir = signed();
    add(dir, review(dir, "approve"), rita);
    expect((await judgeUnder(dir, file({ reviews: 1 }))).findings).toEqual([]);
  });

  it("by the runner, a stranger, or with a lapsed key does not", async () => {
    const [own, foreign, lapsed] = [signed(), signed(), signed()];
    add(own, review(own, "approve"), ann);
    expect((await judgeUnder(own, file({ reviews: 1 }))).verdict).toBe("undecided");
    expect((await judgeUnder(own, file({ reviews: 1, reviewerMayBeRunner: true }))).verdict).toBe("proved");
    add(foreign, review(foreign, "approve"), eve);
    expect((await judgeUnder(foreign, file({ reviews: 1 }))).verdict).toBe("undecided");
    add(lapsed, review(lapsed, "approve"), rita);
    // A revoked key that is listed for the bundle vouches for the run only: a review could be written with it any time.
    const more = { revoked: { at: "2020-01-01T00:00:00Z", reason: "lost" }, vouchesFor: [digestOf(lapsed)] };
    expect((await judgeUnder(lapsed, file({ reviews: 1 }, more))).verdict).toBe("undecided");
  });

  it("that rejects is heard though none was asked for", async () => {
    const dir = signed();
    add(dir, review(dir, "reject"), rita);
    const verdict = await judgeUnder(dir, file());
    expect(codesOf(verdict)).toContain("REVIEW_REJECTED");
    expect(verdict.verdict).toBe("violated");
  });

  it("replayed from another bundle has no place here", async () => {
    const [dir, other] = [signed(), older()];
    add(dir, review(other, "approve"), rita);
    expect((await judgeUnder(dir, file({ reviews: 1 }))).verdict).toBe("violated");
  });
});

describe("several bundles", () => {
  it("with one unsigned among them are not proved", async () => {
    const cwd = temporary();
    const first = signRun(writeBundle(join(cwd, "runs"), { runId: "run-0" }), [ann]);
    const previous = { runId: "run-0", bundleDigest: digestOf(first) };
    const second = writeBundle(join(cwd, "runs"), { runId: "run-1", previous });
    const options = { cwd, integrityOnly: false, trust: await loadTrust(trust) };
    const set = await verifyDirectory("runs", options);
    expect(set).toMatchObject({ verdict: "undecided", bundles: [{ verdict: "proved" }, { verdict: "undecided" }] });
    signRun(second, [ann]);
    expect((await verifyDirectory("runs", options)).verdict).toBe("proved");
    expect((await verifyPaths(["runs/run-0", "runs/run-1"], options)).verdict).toBe("proved");
    rmSync(join(cwd, "runs/run-0/attestations"), { recursive: true });
    mkdirSync(join(cwd, "runs/run-0/attestations"));
    expect(existsSync(join(cwd, "runs/run-0/attestations"))).toBe(true);
    expect((await verifyDirectory("runs", options)).verdict).toBe("undecided");
  });
});
