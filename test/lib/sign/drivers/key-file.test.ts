import { chmodSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultSigner, openSigner, openSigners } from "../../../../lib/sign/index.ts";
import { keyHome } from "../../../support/keys.ts";
import { everythingIn, signerContract } from "../signer.contract.ts";

const quiet = (home: { cwd: string; env: NodeJS.ProcessEnv }, passphrase?: string) => ({
  cwd: home.cwd,
  env: { ...home.env, ...(passphrase !== undefined && { KPROV_PASSPHRASE: passphrase }) },
  terminal: null,
});

const spoiled = (spoil: (path: string, text: string) => void) => async () => {
  const home = keyHome();
  const { path } = await home.save("k");
  spoil(path, readFileSync(path, "utf8"));
  return { spec: "k", options: quiet(home), secrets: [plainOf(home.dir)] };
};

/** The private bytes of the key `k`, if they are still readable. */
const plainOf = (dir: string): string =>
  /"plain": "([^"]+)"/.exec(readFileSync(join(dir, "k.key.json"), "latin1"))?.[1] ?? "nothing to look for";

signerContract({
  name: "key-file",
  algorithms: ["ed25519", "ecdsa-p256"],
  prepare: async (algorithm) => {
    const home = keyHome();
    await home.save("k", { algorithm });
    return { spec: "k", options: quiet(home) };
  },
  refusals: [
    ["a name that nobody has", "E_KEY", async () => ({ spec: "nobody", options: quiet(keyHome()) })],
    ["a name that leads elsewhere", "E_USAGE", async () => ({ spec: "../k", options: quiet(keyHome()) })],
    ["an empty name", "E_USAGE", async () => ({ spec: "", options: quiet(keyHome()) })],
    ["an unknown kind", "E_USAGE", async () => ({ spec: "kms:k", options: quiet(keyHome()) })],
    [
      "a part of a fingerprint",
      "E_KEY",
      async () => {
        const home = keyHome();
        const { document } = await home.save("k");
        return { spec: document.fingerprint.slice(0, 20), options: quiet(home) };
      },
    ],
    [
      "a wrong passphrase",
      "E_PASSPHRASE",
      async () => {
        const home = keyHome();
        await home.save("k", { passphrase: "correct horse" });
        return { spec: "k", options: quiet(home, "battery staple"), secrets: ["battery staple", "correct horse"] };
      },
    ],
    [
      "an encrypted key without anybody to ask",
      "E_PASSPHRASE",
      async () => {
        const home = keyHome();
        await home.save("k", { passphrase: "correct horse" });
        return { spec: "k", options: quiet(home) };
      },
    ],
    ["a key that others can read", "E_KEY", spoiled((path) => chmodSync(path, 0o640))],
    ["a key that others can write", "E_KEY", spoiled((path) => chmodSync(path, 0o602))],
    ["a directory that others can enter", "E_KEY", spoiled((path) => chmodSync(join(path, ".."), 0o755))],
    [
      "a key behind a link",
      "E_KEY",
      spoiled((path) => {
        renameSync(path, `${path}.real`);
        symlinkSync(`${path}.real`, path);
      }),
    ],
    ["a key file cut short", "E_KEY", spoiled((path, text) => writeFileSync(path, text.slice(0, -40)))],
    [
      "a key file with a fault inside the private key",
      "E_KEY",
      spoiled((path, text) => writeFileSync(path, text.replace(/("plain": ")(.{20})/, "$1$2\n"))),
    ],
    ["a key file of megabytes", "E_KEY", spoiled((path, text) => writeFileSync(path, text + " ".repeat(1e6)))],
  ],
});

test("the private half of one key under the public half of another is refused, plain and sealed", async () => {
  for (const passphrase of [null, "correct horse"]) {
    const home = keyHome();
    const mine = await home.save("k", { passphrase });
    const other = await home.save("other", { passphrase });
    const swapped = { ...JSON.parse(readFileSync(other.path, "utf8")), private: mine.document.private };
    writeFileSync(other.path, JSON.stringify(swapped));
    await expect(openSigner("other", quiet(home, passphrase ?? undefined))).rejects.toMatchObject({
      code: passphrase === null ? "E_KEY" : "E_PASSPHRASE",
    });
  }
});

test("a key is named by its whole fingerprint, too", async () => {
  const home = keyHome();
  await home.save("other");
  const { document } = await home.save("k");
  expect((await openSigner(document.fingerprint, quiet(home))).label).toBe('key "k"');
});

test("an encrypted key signs under its passphrase, which is asked for once", async () => {
  const home = keyHome();
  await home.save("k", { passphrase: "grüße an alle" });
  const signer = await openSigner("k", quiet(home, "grüße an alle".normalize("NFD")));
  if (signer.kind !== "key") throw new Error("no key");
  await signer.sign(Buffer.from("a"));
  await signer.sign(Buffer.from("b"));
});

test("without a name the only key is meant, then the one called default, and never one of several", async () => {
  const home = keyHome();
  await expect(defaultSigner(quiet(home))).rejects.toMatchObject({
    code: "E_KEY",
    hint: expect.stringContaining("keys new"),
  });
  await home.save("laptop");
  expect((await defaultSigner(quiet(home))).label).toBe('key "laptop"');
  await home.save("ci");
  await expect(defaultSigner(quiet(home))).rejects.toMatchObject({ code: "E_KEY", message: /ci, laptop/ });
  await home.save("default");
  expect((await defaultSigner(quiet(home))).label).toBe('key "default"');
});

test("several signers of one command line share one passphrase, and none is named twice", async () => {
  const home = keyHome();
  for (const name of ["a", "b"]) await home.save(name, { passphrase: "correct horse" });
  const options = quiet(home, "correct horse");
  expect((await openSigners({ key: ["a", "b"] }, options)).map(({ label }) => label)).toEqual(['key "a"', 'key "b"']);
  await expect(openSigners({ key: ["a", "a"] }, options)).rejects.toMatchObject({ code: "E_USAGE" });
  await expect(openSigners({ "passphrase-fd": "x" }, options)).rejects.toMatchObject({ code: "E_USAGE" });
});

test("what is thrown for a damaged key file holds nothing of the private key, whatever --debug shows", async () => {
  const home = keyHome();
  const { path } = await home.save("k");
  const text = readFileSync(path, "utf8");
  const secret = plainOf(home.dir);
  const spoiled = [0, 7, 14, 21, 28, 35, 42].flatMap((at) => {
    const [before, after] = [text.slice(0, text.indexOf(secret) + at), text.slice(text.indexOf(secret) + at)];
    // Cut short; a quote, a line break and a letter too many: parsers like to quote what stands around those.
    return [before, `${before}"${after}`, `${before}\n${after}`, `${before}","x":${after}`];
  });
  spoiled.push(text.replace(`"${secret}"`, secret), text.replace(`"${secret}"`, `x"${secret}"`));
  for (const content of spoiled) {
    writeFileSync(path, content);
    const error = await openSigner("k", quiet(home)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "E_KEY" });
    const shown = everythingIn(error);
    for (let at = 0; at + 8 < secret.length; at += 1) expect(shown).not.toContain(secret.slice(at, at + 8));
  }
});
