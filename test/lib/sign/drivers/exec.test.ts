import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openSigner } from "../../../../lib/sign/index.ts";
import { temporary } from "../../../support/temporary.ts";
import { type Prepared, signerContract } from "../signer.contract.ts";

/** What stands in for a KMS: a key in the program itself, and how it misbehaves. */
const program = (algorithm: "ed25519" | "ecdsa-p256", change = ""): { dir: string; spec: string } => {
  const curve = algorithm === "ed25519" ? '"ed25519"' : '"ec", { namedCurve: "P-256" }';
  const dir = temporary({
    "kms sign.mjs": `
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
const file = new URL("key.pem", import.meta.url);
if (!existsSync(file)) writeFileSync(file, generateKeyPairSync(${curve}).privateKey.export({ format: "pem", type: "pkcs8" }));
const key = createPrivateKey(readFileSync(file));
const text = readFileSync(0, "utf8");
appendFileSync(new URL("log", import.meta.url), text + JSON.stringify(process.env.KPROV_PASSPHRASE ?? null) + "\\n");
const request = JSON.parse(text);
let answer = request.action === "public-key"
  ? { publicKey: createPublicKey(key).export({ format: "pem", type: "spki" }) }
  : { sig: sign(key.asymmetricKeyType === "ec" ? "sha256" : null, Buffer.from(request.payload, "base64"), key).toString("base64") };
const isSigning = request.action === "sign";
${change}
process.stdout.write(typeof answer === "string" ? answer : JSON.stringify({ ...answer, note: "ignored" }) + "\\n");
`,
  });
  return { dir, spec: `exec:'${process.execPath}' 'kms sign.mjs'` };
};

const against = (change: string) => async (): Promise<Prepared> => {
  const { dir, spec } = program("ed25519", change);
  return { spec, options: { cwd: dir, env: { PATH: process.env["PATH"] }, timeout: 3_000 }, secrets: ["sEcReT"] };
};

signerContract({
  name: "exec",
  algorithms: ["ed25519", "ecdsa-p256"],
  prepare: async (algorithm) => {
    const { dir, spec } = program(algorithm);
    return { spec, options: { cwd: dir, env: { PATH: process.env["PATH"] } } };
  },
  refusals: [
    ["no command", "E_USAGE", async () => ({ spec: "exec:", options: { cwd: "/" } })],
    ["an open quote", "E_USAGE", async () => ({ spec: "exec:'sign", options: { cwd: "/" } })],
    ["a program that is not installed", "E_SIGN", async () => ({ spec: "exec:no-such-signer", options: { cwd: "/" } })],
    ["a program that fails", "E_SIGN", against("process.exit(7);")],
    ["a program that fails while signing", "E_SIGN", against("if (isSigning) process.exit(7);")],
    ["a program that is killed", "E_SIGN", against('process.kill(process.pid, "SIGKILL");')],
    ["a program that never answers", "E_SIGN", against("setInterval(() => {}, 1000); await new Promise(() => {});")],
    ["no answer", "E_SIGN", against('answer = "";')],
    ["an answer that is not JSON", "E_SIGN", against('answer = "sEcReT";')],
    ["an answer of two lines", "E_SIGN", against('answer = JSON.stringify(answer) + "\\n{}\\n";')],
    ["an answer with two values for one name", "E_SIGN", against('answer = \'{"publicKey":"a","publicKey":"b"}\';')],
    ["an answer that is a list", "E_SIGN", against('answer = "[1]";')],
    ["an answer that is deep", "E_SIGN", against('answer = "[".repeat(5000) + "]".repeat(5000);')],
    ["an answer of megabytes", "E_SIGN", against('answer = JSON.stringify({ publicKey: "a".repeat(5e6) });')],
    ["an answer without a public key", "E_SIGN", against("answer = {};")],
    ["a public key that is none", "E_SIGN", against('answer = { publicKey: "hello" };')],
    [
      "a private key for a public one",
      "E_SIGN",
      against('answer = { publicKey: key.export({ format: "pem", type: "pkcs8" }) };'),
    ],
    ["a refusal", "E_SIGN", against('if (isSigning) answer = { error: "denied by policy" };')],
    ["a signature that is not base64", "E_SIGN", against('if (isSigning) answer = { sig: "***" };')],
    [
      "a signature by another key",
      "E_SIGN",
      against(
        'if (isSigning) answer = { sig: sign(null, Buffer.from(request.payload, "base64"), generateKeyPairSync("ed25519").privateKey).toString("base64") };',
      ),
    ],
    [
      "a signature over something else",
      "E_SIGN",
      against(
        'if (isSigning) answer = { sig: sign(null, Buffer.from("x" + request.payload), key).toString("base64") };',
      ),
    ],
    [
      "a signature with bytes behind it",
      "E_SIGN",
      against(
        'if (isSigning) answer.sig = Buffer.concat([Buffer.from(answer.sig, "base64"), Buffer.alloc(1)]).toString("base64");',
      ),
    ],
  ],
});

test("the protocol is one line in, with exactly these members, and no passphrase of ours", async () => {
  const { dir, spec } = program("ed25519");
  const env = { PATH: process.env["PATH"], KPROV_PASSPHRASE: "sEcReT passphrase" };
  const signer = await openSigner(spec, { cwd: dir, env });
  if (signer.kind !== "key") throw new Error("no key");
  await signer.sign(Buffer.from("bytes"));
  expect(readFileSync(join(dir, "log"), "utf8")).toBe(
    [
      '{"schema":"kprov.sign-request/v1","action":"public-key"}',
      "null",
      `{"schema":"kprov.sign-request/v1","action":"sign","payload":"${Buffer.from("bytes").toString("base64")}"}`,
      "null",
      "",
    ].join("\n"),
  );
});

test("ECDSA signatures of raw r and s, as KMS often give them, become DER", async () => {
  const { dir, spec } = program(
    "ecdsa-p256",
    'if (isSigning) answer = { sig: sign("sha256", Buffer.from(request.payload, "base64"), { key, dsaEncoding: "ieee-p1363" }).toString("base64") };',
  );
  const signer = await openSigner(spec, { cwd: dir });
  for (let round = 0; round < 8; round += 1)
    expect(signer.kind === "key" && (await signer.sign(Buffer.from(`${round}`)))[0]).toBe(0x30);
});

test("what the program says on stderr is told by its first line, made safe to show", async () => {
  const dir = temporary({ sign: "#!/bin/sh\nprintf 'AccessDenied: \\033[2Jno\\nsecond line\\n' >&2\nexit 3\n" });
  chmodSync(join(dir, "sign"), 0o700);
  await expect(openSigner("exec:./sign", { cwd: dir })).rejects.toMatchObject({
    code: "E_SIGN",
    message: "exec:./sign failed with 3: AccessDenied: \\u{1b}[2Jno",
  });
});

test("nothing is expanded and no shell is called", async () => {
  const dir = temporary();
  writeFileSync(join(dir, "sign"), '#!/bin/sh\nprintf "%s\\n" "$@" > args\nexit 1\n');
  chmodSync(join(dir, "sign"), 0o700);
  await expect(openSigner("exec:./sign $(touch pwned) ; touch pwned", { cwd: dir })).rejects.toMatchObject({
    code: "E_SIGN",
  });
  expect(readFileSync(join(dir, "args"), "utf8")).toBe("$(touch\npwned)\n;\ntouch\npwned\n");
});
