/** A reject loses its signature, which is easier than losing its file: nothing names who signed it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseReview } from "../../../../lib/evidence/index.ts";
import review from "../../../../scripts/review.ts";
import verify from "../../../../scripts/verify.ts";
import { writeBundle } from "../../../support/bundle.ts";
import { call } from "../../../support/call.ts";
import { asNobody, makeKey } from "../../../support/nobody.ts";
import { person, signRun, trusting, writeTrust } from "../../../support/people.ts";
import { temporary } from "../../../support/temporary.ts";

asNobody();

/** Ben rejects, then Cleo approves; the trust file knows both. */
const decided = async () => {
  const cwd = temporary();
  const bundle = writeBundle(cwd);
  const ana = await person("ana");
  await signRun(bundle, ana);
  const keys = [await makeKey("ben"), await makeKey("cleo")].map(({ name, document }) => ({
    ...{ owner: name, roles: ["reviewer"] as const, fingerprint: document.fingerprint, publicKey: document.publicKey },
  }));
  const trust = writeTrust([trusting(ana, ["runner"]), ...keys]);
  const write = async (...argv: string[]): Promise<string> =>
    ((await call(review, cwd, [bundle, "--trust", trust, "--yes", ...argv])).result.document as { path: string }).path;
  const reject = await write("--reject", "--note", "row 3 is wrong", "--key", "ben");
  await write("--approve", "--key", "cleo");
  return { cwd, bundle, trust, reject: join(bundle, reject), write };
};

const strip = (path: string): void => {
  const envelope = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, `${JSON.stringify({ ...envelope, signatures: [{ keyid: "", sig: "AAAA" }] })}\n`);
};

describe("a reject whose signature was taken off", () => {
  test("leaves the bundle unverified, also against an expected head", async () => {
    const { cwd, bundle, trust, reject } = await decided();
    const judge = (...flags: string[]) => call(verify, cwd, [bundle, "--trust", trust, "--require-review", ...flags]);
    expect((await judge()).result.exitCode).toBe(1);
    const payload = Buffer.from(JSON.parse(readFileSync(reject, "utf8")).payload, "base64");
    expect(parseReview(payload, "x").decision).toBe("reject");
    strip(reject);
    const { result } = await judge();
    expect(result.exitCode).toBe(3);
    expect(result.document).toMatchObject({ findings: [{ code: "REVIEW_UNHEARD" }] });
  });

  test("can't be reviewed over: the next review would carry it for ever", async () => {
    const { reject, write } = await decided();
    strip(reject);
    await expect(write("--approve", "--key", "cleo")).rejects.toMatchObject({ code: "E_REVIEW" });
  });
});

test("attack: a signed reject, judged as a file of its own, is no yes", async () => {
  const { cwd, bundle, trust, reject } = await decided();
  const flags = ["--trust", trust, "--artifact", join(bundle, "manifest.json")];
  const { result } = await call(verify, cwd, [reject, ...flags]);
  expect(result.exitCode).toBe(1);
  expect(result.document).toMatchObject({ findings: [{ code: "RESULT_NEGATIVE" }] });
});

test.each([
  "a\n    touch x\n.intoto.jsonl",
  "a b.intoto.jsonl",
  "\u202ea.intoto.jsonl",
  "-rf.intoto.jsonl",
  "$(x).intoto.jsonl",
])("attack: an envelope called %j is a violation, under --integrity too", async (name) => {
  const { cwd, bundle, reject } = await decided();
  writeFileSync(join(bundle, "attestations", name), readFileSync(reject));
  const { result } = await call(verify, cwd, [bundle, "--integrity"]);
  expect(result.exitCode).toBe(1);
  expect(result.document).toMatchObject({ findings: [{ code: "ATTESTATION_MALFORMED" }] });
});
