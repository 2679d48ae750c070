import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { sshAgent, sshKey } from "../support/keys.ts";
import { temporary } from "../support/temporary.ts";
import { bin, bundlesIn, type Ended, execute, kprov } from "./support.ts";

/** A person on a machine of their own: home, checkout, nothing else. */
const person = () => {
  const top = temporary({ "desk/in.txt": "a\n" });
  const [home, cwd] = [join(top, "home"), join(top, "desk")];
  mkdirSync(home);
  execFileSync("git", ["init", "-q"], { cwd });
  const env = { HOME: home, XDG_CONFIG_HOME: "", KPROV_CONFIG_DIR: "", KPROV_PASSPHRASE: "", SSH_AUTH_SOCK: "" };
  const run = (argv: string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> =>
    kprov(argv, { cwd, env: { ...env, ...more } });
  const keys = join(home, ".config/kprovengine/keys");
  return { home, cwd, env, run, keys };
};

const passphrase = "correct horse battery";

/** Every byte below a directory. */
const bytesBelow = (dir: string): string =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
    .join("\n");

const pty = fileURLToPath(new URL("on-terminal.py", import.meta.url));

/** Where Python really is: a shim would look for its settings in the person's home. */
const python = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim();

/** The installed program on a terminal, each question answered. */
const typed = (
  argv: string[],
  questions: [string, string][],
  at: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Ended> => execute(python, [pty, JSON.stringify(questions), bin(), ...argv], at);

describe("keys of the installed package", () => {
  test("are made, shown as ssh-keygen shows them, and listed", async () => {
    const { run, keys } = person();
    const made = await run(["keys", "new"], { KPROV_PASSPHRASE: passphrase });
    expect(made.status, made.stderr).toBe(0);
    const shown = await run(["keys", "show", "default", "--fingerprint"]);
    const listed = execFileSync("ssh-keygen", ["-lf", join(keys, "default.pub")], { encoding: "utf8" });
    expect(listed).toBe(`256 ${shown.stdout.trim()} default (ED25519)\n`);
    expect(statSync(join(keys, "default.key.json")).mode & 0o777).toBe(0o600);
    const list = JSON.parse((await run(["keys", "list", "--json"])).stdout);
    expect(list).toMatchObject({
      schema: "kprov.keys/v1",
      keys: [{ name: "default", private: "encrypted" }],
      problems: [],
    });
  });

  test("sign by every way there is, with one bundle for all, and nothing asks twice", async () => {
    const { cwd, env, run } = person();
    await run(["keys", "new", "--plain"]);
    const ran = await run(["run", "in.txt"]);
    expect(ran.status, ran.stderr).toBe(0);
    const bundle = join(cwd, "runs", bundlesIn(join(cwd, "runs"))[0] ?? "none");
    const [file, agent] = [sshKey("ed25519").path, sshKey("ecdsa").path];
    const more = { ...env, SSH_AUTH_SOCK: await sshAgent(agent) };
    writeFileSync(join(cwd, "sign.mjs"), signer);
    const ways = ["default", `ssh:${file}`, "ssh-agent", `exec:${process.execPath} sign.mjs`];
    const signed = await run(["sign", bundle, "--json", ...ways.flatMap((way) => ["--key", way])], more);
    expect(signed.status, signed.stderr).toBe(0);
    expect(readdirSync(join(bundle, "attestations")).length).toBe(16);
    expect((await run(["verify", "--integrity", bundle])).status).toBe(0);
  });

  test("keyless without its package says which one to install, and reaches for nothing", async () => {
    const { run, cwd } = person();
    await run(["run", "in.txt"]);
    const bundle = join(cwd, "runs", bundlesIn(join(cwd, "runs"))[0] ?? "none");
    const signed = await run(["sign", bundle, "--key", "keyless"], { SIGSTORE_ID_TOKEN: "a.b.c" });
    expect(signed.status).toBe(3);
    expect(signed.stderr).toContain("npm install --save-dev @sigstore/sign@4");
  });

  test("leave neither passphrase nor private key anywhere: not in bundles, logs, errors or --debug", async () => {
    const { run, cwd, keys } = person();
    const outputs: string[] = [];
    const go = async (argv: string[], more: NodeJS.ProcessEnv = {}) => {
      const ended = await run([...argv, "--debug"], more);
      outputs.push(ended.stdout, ended.stderr);
      return ended;
    };
    const known = { KPROV_PASSPHRASE: passphrase };
    await go(["keys", "new", "plain", "--plain", "--publish"]);
    await go(["keys", "new", "locked", "--publish"], known);
    const secret = JSON.parse(readFileSync(join(keys, "plain.key.json"), "utf8")).private.plain as string;
    await go(
      ["run", "--key", "locked", "--sign", "--", "sh", "-c", "env; env > env.txt; echo $KPROV_PASSPHRASE; exit 3"],
      known,
    );
    await go(["run", "in.txt", "--key", "plain", "--sign"], known);
    await go(["run", "in.txt", "--key", "locked", "--sign"], { KPROV_PASSPHRASE: `${passphrase}x` });
    await go(["keys", "list"]);
    await go(["keys", "show", "plain"]);
    const text = readFileSync(join(keys, "plain.key.json"), "utf8");
    for (const spoiled of [
      text.slice(0, -30),
      text.replace(secret, `${secret.slice(0, 30)}\n${secret.slice(30)}`),
      text.replace('"plain"', "plain"),
    ]) {
      writeFileSync(join(keys, "plain.key.json"), spoiled);
      const ended = await go(["run", "in.txt", "--key", "plain", "--sign"]);
      expect(ended.status, ended.stderr).toBe(3);
      expect(ended.stderr).toContain("E_KEY");
    }
    const everything = [...outputs, bytesBelow(cwd)].join("\n");
    expect(everything).toContain("E_PASSPHRASE");
    for (const needle of [
      passphrase,
      secret,
      secret.slice(20, 50),
      Buffer.from(secret, "base64").toString("hex"),
      Buffer.from(passphrase).toString("base64").slice(0, 24),
    ])
      expect(everything).not.toContain(needle);
  });

  test("ask on a real terminal without showing what is typed, and give the terminal back", async () => {
    const { cwd, env } = person();
    const at = { cwd, env };
    const made = await typed(
      ["keys", "new"],
      [
        ["New passphrase", `${passphrase}\r`],
        ["again", `${passphrase}\r`],
      ],
      at,
    );
    expect(made.status, made.stdout).toBe(0);
    expect(made.stdout).toContain("made  default  SHA256:");
    expect(made.stdout).not.toContain("horse");
    const wrong = await typed(
      ["keys", "export", "default", "--private"],
      [
        ["Passphrase for", "wrong\r"],
        ["is wrong", `${passphrase}\r`],
      ],
      at,
    );
    expect(wrong.status, wrong.stdout).toBe(0);
    expect(wrong.stdout).toContain("BEGIN PRIVATE KEY");
    const stopped = await typed(["keys", "new", "other"], [["New passphrase", "half\u0003"]], at);
    expect(stopped.status, stopped.stdout).toBe(130);
    expect((await kprov(["keys", "list"], at)).stdout).not.toContain("other");
  });

  test("are offered by init on a terminal, and by the first run there in one line", async () => {
    const { cwd, env, keys } = person();
    const at = { cwd, env };
    const first = await typed(["run", "in.txt"], [], at);
    expect(first.stdout).toContain("kprovengine keys new makes a key");
    expect((await typed(["run", "in.txt"], [], at)).stdout).not.toContain("keys new");
    expect((await kprov(["run", "in.txt", "--out", "elsewhere"], at)).stderr).not.toContain("keys new");
    const answers: [string, string][] = [
      ...["Technical name", "Canonical URL", "CI:", "Directory of", "Write this?"].map((question): [string, string] => [
        question,
        "\r",
      ]),
      ["Make a key", "yes\r"],
      ["New passphrase", `${passphrase}\r`],
      ["again", `${passphrase}\r`],
    ];
    const init = await typed(["init"], answers, at);
    expect(init.status, init.stdout).toBe(0);
    expect(readdirSync(keys).sort()).toEqual(["default.key.json", "default.pub"]);
    expect(init.stdout).not.toContain("horse");
    rmSync(join(cwd, "runs"), { recursive: true });
    expect((await typed(["run", "in.txt"], [], at)).stdout).not.toContain("keys new");
  });

  test("init --yes makes none and says how", async () => {
    const { run, keys } = person();
    const done = await run(["init", "--yes"]);
    expect(done.stdout).toContain("next  kprovengine keys new");
    expect(existsSync(keys)).toBe(false);
  });
});

/** A signer of somebody else's, by the protocol. */
const signer = `
import { createPublicKey, createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
if (!existsSync("kms.pem")) writeFileSync("kms.pem", generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "pem", type: "pkcs8" }));
const key = createPrivateKey(readFileSync("kms.pem"));
const { action, payload } = JSON.parse(readFileSync(0, "utf8"));
const answer = action === "public-key"
  ? { publicKey: createPublicKey(key).export({ format: "pem", type: "spki" }) }
  : { sig: sign("sha256", Buffer.from(payload, "base64"), key).toString("base64") };
console.log(JSON.stringify(answer));
`;
