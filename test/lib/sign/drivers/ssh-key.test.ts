import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openSigner } from "../../../../lib/sign/index.ts";
import { sshKey } from "../../../support/keys.ts";
import { temporary } from "../../../support/temporary.ts";
import { signerContract } from "../signer.contract.ts";

const options = (cwd: string) => ({ cwd, env: { HOME: cwd }, terminal: null });

const spoiled =
  (spoil: (bytes: Buffer) => Buffer, kind: "ed25519" | "ecdsa" = "ed25519") =>
  async () => {
    const { dir, path } = sshKey(kind);
    const [begin = "", ...rest] = readFileSync(path, "utf8").trim().split("\n");
    const end = rest.pop() ?? "";
    const bytes = spoil(Buffer.from(rest.join(""), "base64"));
    writeFileSync(path, [begin, bytes.toString("base64"), end, ""].join("\n"));
    return { spec: "ssh:id", options: options(dir) };
  };

signerContract({
  name: "ssh-key",
  algorithms: ["ed25519", "ecdsa-p256"],
  prepare: async (algorithm) => {
    const { dir, path } = sshKey(algorithm === "ed25519" ? "ed25519" : "ecdsa");
    return { spec: `ssh:${path}`, options: options(dir) };
  },
  refusals: [
    ["a file that is not there", "E_KEY", async () => ({ spec: "ssh:nothing", options: options(temporary()) })],
    ["no file at all", "E_USAGE", async () => ({ spec: "ssh:", options: options(temporary()) })],
    [
      "an encrypted key, saying that ssh-agent can do it",
      "E_KEY",
      async () => ({ spec: "ssh:id", options: options(sshKey("ed25519", "correct horse").dir) }),
    ],
    ["an RSA key", "E_KEY", async () => ({ spec: "ssh:id", options: options(sshKey("rsa").dir) })],
    [
      "a key that others can read",
      "E_KEY",
      async () => {
        const { dir, path } = sshKey("ed25519");
        chmodSync(path, 0o644);
        return { spec: "ssh:id", options: options(dir) };
      },
    ],
    [
      "a public key",
      "E_KEY",
      async () => {
        const { dir } = sshKey("ed25519");
        chmodSync(join(dir, "id.pub"), 0o600);
        return { spec: "ssh:id.pub", options: options(dir) };
      },
    ],
    ["a key cut short", "E_KEY", spoiled((bytes) => bytes.subarray(0, -40))],
    ["bytes behind the key", "E_KEY", spoiled((bytes) => Buffer.concat([bytes, Buffer.alloc(8)]))],
    [
      "another magic",
      "E_KEY",
      spoiled((bytes) => Buffer.concat([Buffer.from("openssh-key-v2\0"), bytes.subarray(15)])),
    ],
    ["two keys in one file", "E_KEY", spoiled((bytes) => patched(bytes, 15 + 8 + 8 + 4 + 3, 2))],
    ["a length of gigabytes", "E_KEY", spoiled((bytes) => patched(bytes, 15, 0xff))],
    [
      "a private half of another public one",
      "E_KEY",
      spoiled((bytes) => patched(bytes, bytes.indexOf("ssh-ed25519") + 20, 1)),
    ],
    ["unequal check numbers", "E_KEY", spoiled((bytes) => patched(bytes, bytes.lastIndexOf("ssh-ed25519") - 8, 0x55))],
    [
      "a damaged private key",
      "E_KEY",
      spoiled((bytes) => patched(bytes, bytes.lastIndexOf("ssh-ed25519") + 11 + 4 + 32 + 4 + 3, 0x55)),
    ],
    [
      "a damaged private key of P-256",
      "E_KEY",
      spoiled((bytes) => patched(bytes, bytes.lastIndexOf("nistp256") + 8 + 4 + 65 + 4 + 9, 0x55), "ecdsa"),
    ],
    ["damaged padding", "E_KEY", spoiled((bytes) => patched(bytes, bytes.length - 1, 0x77))],
  ],
});

function patched(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = copy[at] === value ? value + 1 : value;
  return copy;
}

test("the path may begin with ~/ and be a link, as people keep their keys", async () => {
  const { dir, path } = sshKey("ed25519");
  symlinkSync(path, join(dir, "link"));
  const fingerprint = execFileSync("ssh-keygen", ["-lf", `${path}.pub`], { encoding: "utf8" }).split(" ")[1];
  for (const spec of ["ssh:~/id", "ssh:link", "ssh:./id"]) {
    const signer = await openSigner(spec, options(dir));
    expect(signer.kind === "key" && signer.publicKey.fingerprint).toBe(fingerprint);
  }
});

test("an encrypted key names ssh-add with the path as a shell takes it", async () => {
  const { dir, path } = sshKey("ed25519", "correct horse");
  copyFileSync(path, join(dir, "my key"));
  await expect(openSigner("ssh:my key", options(dir))).rejects.toMatchObject({
    hint: expect.stringContaining(`ssh-add '${join(dir, "my key")}'`),
  });
});

test("the file of the public half is named as what it is, not as a key that others can read", async () => {
  const { path } = sshKey("ed25519");
  await expect(openSigner(`ssh:${path}.pub`, options("/"))).rejects.toMatchObject({
    code: "E_KEY",
    exit: 2,
    message: expect.stringContaining("public half"),
    hint: `name the private half, ${path}`,
  });
});
