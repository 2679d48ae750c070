import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, test } from "vitest";
import { formatTestResult, inTotoPayloadType, preAuthEncoding } from "../../../../lib/evidence/index.ts";
import { largestReceipt } from "../../../../lib/guard/receipt/read.ts";
import { assertKept, assertOneFile, prepareReceipt, writeReceipt } from "../../../../lib/guard/receipt/write.ts";
import type { AnySigner } from "../../../../lib/sign/index.ts";
import { withFullDisk } from "../../../support/full-disk.ts";
import { repo } from "../../../support/repo.ts";
import { createSigner } from "../../../support/signer.ts";
import { temporary } from "../../../support/temporary.ts";

const payload = formatTestResult({
  ...{ check: "preflight", verdict: "proved", passed: ["lint"], failed: [], skipped: [], findings: [] },
  state: { commit: null, tree: "2".repeat(40), isCommit: false, untracked: null },
  ...{ config: null, ruleset: "5".repeat(64), runtimes: {}, version: "0.1.0" },
});

const keyless = {
  ...{ kind: "keyless", label: "keyless" },
  signEnvelope: async (bytes: Buffer, type: string) => ({ signed: bytes.toString("utf8"), type }),
} as unknown as AnySigner;

const placeIn = (dir: string, name = "r.json") => ({ file: join(dir, name), name });

test("assertOneFile refuses a keyless signature beside another, in either order", () => {
  const key = createSigner("ed25519");
  for (const signers of [[], [key], [keyless], [key, key]]) expect(() => assertOneFile(signers)).not.toThrow();
  for (const signers of [
    [key, keyless],
    [keyless, key],
    [keyless, keyless],
  ])
    expect(() => assertOneFile(signers)).toThrow(
      expect.objectContaining({
        code: "E_USAGE",
        message: '"--receipt" writes one file: a keyless signature stands alone',
      }),
    );
});

/** What may lie in the place of a receipt, or not. */
const lying: [string, (file: string) => void, boolean][] = [
  ["nothing", () => undefined, true],
  ["an older receipt", (file) => writeFileSync(file, payload), true],
  ["another file", (file) => writeFileSync(file, "mine"), false],
  ["an empty file", (file) => writeFileSync(file, ""), false],
  ["a larger file", (file) => writeFileSync(file, " ".repeat(largestReceipt + 1)), false],
  [
    "a link to a receipt",
    (file) => {
      writeFileSync(`${file}.real`, payload);
      symlinkSync(`${file}.real`, file);
    },
    false,
  ],
  ["a directory", (file) => mkdirSync(file), false],
];

describe("prepareReceipt", () => {
  const made = () => {
    const fixture = repo({ "a.txt": "1\n" });
    onTestFinished(fixture.dispose);
    return fixture.dir;
  };

  test.each(lying)("over %s", async (_name, put, isFine) => {
    const dir = made();
    put(join(dir, "r.json"));
    const ready = prepareReceipt(placeIn(dir), dir);
    if (isFine) await expect(ready).resolves.toBeUndefined();
    else await expect(ready).rejects.toMatchObject({ code: "E_USAGE", hint: "name another file, or remove it" });
  });

  it("makes the directories above, and writes nothing else", async () => {
    const dir = made();
    await prepareReceipt(placeIn(dir, "a/b/r.json"), dir);
    expect(readdirSync(join(dir, "a"))).toEqual(["b"]);
    expect(readdirSync(join(dir, "a/b"))).toEqual([]);
  });

  test.each([
    ["-", "stdout has the result already", "name a file"],
    ["a.txt", "git tracks it", "name another file, or remove it"],
    [".git/r.json", "git's own directory", "name another file, or remove it"],
  ])("refuses %j", async (name, why, hint) => {
    const dir = made();
    const file = name === "-" ? join(dir, "elsewhere.json") : join(dir, name);
    await expect(prepareReceipt({ file, name }, dir)).rejects.toMatchObject({
      ...{ code: "E_USAGE", hint },
      message: expect.stringMatching(new RegExp(`^Can't write the receipt to "${name}": .*${why}`)),
    });
  });

  it("names the place as it was given when its directory can't be made", async () => {
    const dir = made();
    await expect(
      prepareReceipt({ file: join(dir, "a.txt/x/r.json"), name: "a.txt/x/r.json" }, dir),
    ).rejects.toMatchObject({ code: "E_IO", message: 'Cannot write the receipt "a.txt/x/r.json": ENOTDIR' });
  });
});

describe("assertKept", () => {
  const statement = "s/preflight.test-result.json";
  const made = () => {
    const dir = temporary({ "r.json": payload, [statement]: payload, "s/copy.preflight.json": payload });
    symlinkSync("r.json", join(dir, "link.json"));
    symlinkSync(statement, join(dir, "attested.json"));
    return dir;
  };
  const ask = (expected: string, receipt: string | undefined, attestations: string | undefined) => {
    const dir = made();
    return assertKept(placeIn(dir, expected), {
      receipt: receipt === undefined ? undefined : placeIn(dir, receipt),
      attestations: attestations === undefined ? undefined : join(dir, attestations),
    });
  };

  test.each<[string, string | undefined, string | undefined]>([
    ["r.json", undefined, undefined],
    ["r.json", "other.json", undefined],
    ["r.json", "other.json", "s"],
    ["r.json", undefined, "s"],
    ["s/copy.preflight.json", undefined, "s"],
    ["r.json", undefined, "gone"],
    [statement, "other.json", undefined],
  ])("%s stays beside the receipt %s and the statements in %s", async (...places) => {
    await expect(ask(...places)).resolves.toBeUndefined();
  });

  test.each(["r.json", "link.json"])("r.json would be replaced by the receipt %s", async (receipt) => {
    await expect(ask("r.json", receipt, undefined)).rejects.toMatchObject({
      ...{ code: "E_USAGE", hint: "name another file" },
      message: `Can't write the receipt to "${receipt}": "--expect-receipt" is about that file`,
    });
  });

  test.each([statement, "attested.json"])("%s would be replaced by the statement", async (expected) => {
    await expect(ask(expected, "other.json", "s")).rejects.toMatchObject({
      ...{ code: "E_USAGE", hint: "compare with a copy of it, or leave out --attest" },
      message: `Cannot compare with the receipt "${expected}": "--attest" replaces it`,
    });
  });
});

describe("writeReceipt", () => {
  it("writes the statement itself without a signer", async () => {
    const dir = temporary();
    await writeReceipt(placeIn(dir), payload, []);
    expect(readFileSync(join(dir, "r.json"))).toEqual(payload);
    expect(readdirSync(dir)).toEqual(["r.json"]);
  });

  it("writes one envelope with the signature of every key", async () => {
    const [dir, one, other] = [temporary(), createSigner("ed25519"), createSigner("ecdsa-p256")];
    await writeReceipt(placeIn(dir), payload, [one, other]);
    const { payloadType, payload: inside, signatures } = JSON.parse(readFileSync(join(dir, "r.json"), "utf8"));
    expect([payloadType, Buffer.from(inside, "base64")]).toEqual([inTotoPayloadType, payload]);
    expect(signatures.map(({ keyid }: { keyid: string }) => keyid)).toEqual(
      [one, other].map(({ publicKey }) => publicKey.fingerprint),
    );
    const own = await one.sign(preAuthEncoding(inTotoPayloadType, payload));
    expect(signatures[0].sig).toBe(own.toString("base64"));
  });

  it("writes a keyless signer's own bundle, on a line", async () => {
    const dir = temporary();
    await writeReceipt(placeIn(dir), payload, [keyless]);
    const text = readFileSync(join(dir, "r.json"), "utf8");
    expect([text.indexOf("\n"), JSON.parse(text)]).toEqual([
      text.length - 1,
      { signed: payload.toString("utf8"), type: inTotoPayloadType },
    ]);
  });

  test.each(lying)("over %s by now", async (_name, put, isFine) => {
    const dir = temporary();
    const file = join(dir, "r.json");
    put(file);
    const before = readdirSync(dir);
    const writing = writeReceipt(placeIn(dir), Buffer.from("new"), []);
    if (isFine) await expect(writing.then(() => readFileSync(file, "utf8"))).resolves.toBe("new");
    else {
      await expect(writing).rejects.toMatchObject({
        code: "E_USAGE",
        message: 'Can\'t write the receipt to "r.json": what is there is no receipt',
      });
      expect(readdirSync(dir)).toEqual(before);
    }
  });

  it("leaves the older one, and nothing half, when a signer fails", async () => {
    const dir = temporary({ "r.json": payload });
    const failing: AnySigner = { ...createSigner("ed25519"), sign: () => Promise.reject(new Error("no key")) };
    await expect(writeReceipt(placeIn(dir), Buffer.from("new"), [failing])).rejects.toThrow("no key");
    expect([readdirSync(dir), readFileSync(join(dir, "r.json"))]).toEqual([["r.json"], payload]);
  });

  it("says which fault of the system kept it from writing, by the name that was given", async () => {
    const dir = temporary();
    await expect(
      writeReceipt({ file: join(dir, "gone/r.json"), name: "gone/r.json" }, payload, []),
    ).rejects.toMatchObject({ code: "E_IO", message: 'Cannot write the receipt "gone/r.json": ENOENT' });
    expect(existsSync(join(dir, "gone"))).toBe(false);
  });

  it("leaves the older one, and nothing half, when the disk is full", async () => {
    const dir = temporary({ "r.json": payload });
    await withFullDisk(async () => {
      await expect(writeReceipt(placeIn(dir), Buffer.from("new"), [])).rejects.toMatchObject({
        code: "E_IO",
        message: 'Cannot write the receipt "r.json": ENOSPC',
      });
    });
    expect([readdirSync(dir), readFileSync(join(dir, "r.json"))]).toEqual([["r.json"], payload]);
  });
});
