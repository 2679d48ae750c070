import { execFileSync } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openSigner } from "../../../../lib/sign/index.ts";
import { sshBlob } from "../../../../lib/sign/public-key.ts";
import { sshAgent, sshKey } from "../../../support/keys.ts";
import { temporary } from "../../../support/temporary.ts";
import { type Prepared, signerContract } from "../signer.contract.ts";

const options = (socket: string | undefined, timeout = 5_000) => ({
  cwd: "/",
  env: { ...(socket !== undefined && { SSH_AUTH_SOCK: socket }) },
  terminal: null,
  timeout,
});

const fingerprintOf = (path: string): string =>
  execFileSync("ssh-keygen", ["-lf", `${path}.pub`], { encoding: "utf8" }).split(" ")[1] ?? "";

/** An agent that answers each request with the next of `answers`, and then no more. */
const fakeAgent = async (...answers: (Buffer | "close" | "silence")[]): Promise<string> => {
  const socket = join(temporary(), "agent");
  const server = createServer((connection) => {
    connection.on("error", () => undefined);
    connection.on("data", () => {
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer === "close") connection.end();
      else if (answer instanceof Buffer) connection.write(answer);
    });
  });
  await new Promise<void>((done) => server.listen(socket, done));
  onTestFinished(() => void server.close());
  return socket;
};

const against =
  (...answers: (Buffer | "close" | "silence")[]) =>
  async (): Promise<Prepared> => ({
    spec: "ssh-agent",
    options: options(await fakeAgent(...answers), 300),
  });

const message = (...parts: Uint8Array[]): Buffer => sshBlob([Buffer.concat(parts)]);
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const edBlob = sshBlob(["ssh-ed25519", Buffer.alloc(32, 9)]);
const p256Point = Buffer.from(
  "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
  "hex",
);
const p256Blob = sshBlob(["ecdsa-sha2-nistp256", "nistp256", p256Point]);
const listing = (...blobs: Buffer[]): Buffer =>
  message(Buffer.from([12]), uint32(blobs.length), ...blobs.map((blob) => sshBlob([blob, "comment"])));
const signed = (format: string, sig: Uint8Array): Buffer =>
  message(Buffer.from([14]), sshBlob([sshBlob([format, sig])]));

signerContract({
  name: "ssh-agent",
  algorithms: ["ed25519", "ecdsa-p256"],
  prepare: async (algorithm) => {
    const { path } = sshKey(algorithm === "ed25519" ? "ed25519" : "ecdsa");
    return { spec: "ssh-agent", options: options(await sshAgent(path)) };
  },
  refusals: [
    ["no agent", "E_SIGN", async () => ({ spec: "ssh-agent", options: options(undefined) })],
    [
      "a socket that is not there",
      "E_SIGN",
      async () => ({ spec: "ssh-agent", options: options("/nonexistent/agent") }),
    ],
    ["an agent without keys", "E_KEY", async () => ({ spec: "ssh-agent", options: options(await sshAgent()) })],
    [
      "an agent with an RSA key only",
      "E_KEY",
      async () => ({ spec: "ssh-agent", options: options(await sshAgent(sshKey("rsa").path)) }),
    ],
    [
      "a part of a fingerprint",
      "E_KEY",
      async () => {
        const { path } = sshKey("ed25519");
        return { spec: `ssh-agent:${fingerprintOf(path).slice(0, 30)}`, options: options(await sshAgent(path)) };
      },
    ],
    [
      "a fingerprint that it does not hold",
      "E_KEY",
      async () => {
        const spec = `ssh-agent:${fingerprintOf(sshKey("ed25519").path)}`;
        return { spec, options: options(await sshAgent(sshKey("ed25519").path)) };
      },
    ],
    ["an agent that says nothing", "E_SIGN", against("silence")],
    ["an agent that hangs up", "E_SIGN", against("close")],
    ["an agent that refuses to list", "E_SIGN", against(message(Buffer.from([5])))],
    ["an answer that is half there", "E_SIGN", against(listing(edBlob).subarray(0, -5))],
    ["an answer of no length", "E_SIGN", against(uint32(0))],
    ["an answer of gigabytes", "E_SIGN", against(uint32(0xffffffff))],
    ["two answers to one question", "E_SIGN", against(Buffer.concat([listing(edBlob), listing(edBlob)]))],
    ["an answer of another kind", "E_SIGN", against(message(Buffer.from([99])))],
    ["a listing that counts four billion keys", "E_SIGN", against(message(Buffer.from([12]), uint32(0xffffffff)))],
    ["a listing with a length beyond its end", "E_SIGN", against(message(Buffer.from([12]), uint32(1), uint32(999)))],
    ["an agent that refuses to sign", "E_SIGN", against(listing(edBlob), message(Buffer.from([5])))],
    ["a signature by nobody", "E_SIGN", against(listing(edBlob), signed("ssh-ed25519", Buffer.alloc(64)))],
    ["a signature of another format", "E_SIGN", against(listing(edBlob), signed("rsa-sha2-256", Buffer.alloc(64)))],
    ["a listing for a signature", "E_SIGN", against(listing(edBlob), listing(edBlob))],
    [
      "bytes behind a signature",
      "E_SIGN",
      against(
        listing(edBlob),
        message(Buffer.from([14]), sshBlob([sshBlob(["ssh-ed25519", Buffer.alloc(64)]), "more"])),
      ),
    ],
    [
      "an ECDSA signature of zeros",
      "E_SIGN",
      against(listing(p256Blob), signed("ecdsa-sha2-nistp256", sshBlob([Buffer.alloc(32), Buffer.alloc(32)]))),
    ],
    [
      "an ECDSA signature of negative numbers",
      "E_SIGN",
      against(
        listing(p256Blob),
        signed("ecdsa-sha2-nistp256", sshBlob([Buffer.alloc(32, 0xff), Buffer.alloc(32, 0xff)])),
      ),
    ],
    [
      "an ECDSA signature of kilobytes",
      "E_SIGN",
      against(listing(p256Blob), signed("ecdsa-sha2-nistp256", sshBlob([Buffer.alloc(9000, 1), Buffer.alloc(32, 1)]))),
    ],
    [
      "an ECDSA signature with one number",
      "E_SIGN",
      against(listing(p256Blob), signed("ecdsa-sha2-nistp256", sshBlob([Buffer.alloc(32, 1)]))),
    ],
  ],
});

test("a key on a security token is refused with the reason", async () => {
  const token = sshBlob(["sk-ssh-ed25519@openssh.com", Buffer.alloc(32, 9), "ssh:"]);
  const socket = await fakeAgent(listing(token));
  await expect(openSigner("ssh-agent", options(socket))).rejects.toMatchObject({
    code: "E_KEY",
    message: expect.stringContaining("sk-ssh-ed25519@openssh.com signs a counter"),
  });
});

test("of several keys one has to be named, and comments can't forge a line", async () => {
  const [first, second] = [sshKey("ed25519").path, sshKey("ecdsa").path];
  const socket = await sshAgent(first, second, sshKey("rsa").path);
  await expect(openSigner("ssh-agent", options(socket))).rejects.toMatchObject({
    code: "E_KEY",
    message: expect.stringMatching(/holds 2 keys that could be meant: SHA256:/),
  });
  const signer = await openSigner(`ssh-agent:${fingerprintOf(second)}`, options(socket));
  expect(signer.label).toBe(`ssh-agent:${fingerprintOf(second)}`);
  const forged = message(
    Buffer.from([12]),
    uint32(2),
    sshBlob([edBlob, "a\nerror E_OK: signed"]),
    sshBlob([p256Blob, "\u001b[2J"]),
  );
  await expect(openSigner("ssh-agent", options(await fakeAgent(forged)))).rejects.toMatchObject({
    message: expect.not.stringMatching(/[\n\u001b]/),
  });
});

test("a statement longer than an agent takes is refused before it is sent, saying what can sign it", async () => {
  const signer = await openSigner("ssh-agent", options(await sshAgent(sshKey("ed25519").path)));
  if (signer.kind !== "key") throw new Error("no key");
  await expect(signer.sign(Buffer.alloc(300_000))).rejects.toMatchObject({
    code: "E_SIGN",
    hint: expect.stringContaining("key file"),
  });
});

test("an encrypted key that the agent has unlocked signs without a passphrase", async () => {
  const { path } = sshKey("ed25519", "correct horse");
  const socket = await sshAgent();
  execFileSync("ssh-add", ["-q", path], {
    env: { PATH: process.env["PATH"], SSH_AUTH_SOCK: socket, SSH_ASKPASS: askPass(), SSH_ASKPASS_REQUIRE: "force" },
    stdio: "pipe",
  });
  const signer = await openSigner("ssh-agent", options(socket));
  expect(signer.kind === "key" && (await signer.sign(Buffer.from("x")))).toHaveLength(64);
});

function askPass(): string {
  const dir = temporary({ ask: "#!/bin/sh\necho 'correct horse'\n" });
  execFileSync("chmod", ["700", join(dir, "ask")]);
  return join(dir, "ask");
}

test("an answer of gigabytes is refused when it is announced, not when it has come", async () => {
  const socket = await fakeAgent(uint32(0xffffffff));
  await expect(openSigner("ssh-agent", options(socket, 30_000))).rejects.toMatchObject({
    message: "ssh-agent did not answer: it announced a message of 4294967295 bytes",
  });
});
