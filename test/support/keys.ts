/**
 * Keys in a configuration directory of the test's own.
 *
 * @module
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { onTestFinished } from "vitest";
import {
  type Algorithm,
  generateKey,
  keysDirectory,
  type StoredKey,
  saveKey,
  type Terminal,
} from "../../lib/sign/index.ts";
import { temporary } from "./temporary.ts";

export interface KeyHome {
  /** Outside of every git work tree. */
  cwd: string;
  /** With `KPROV_CONFIG_DIR`. */
  env: NodeJS.ProcessEnv;
  dir: string;
  save(name: string, options?: { algorithm?: Algorithm; passphrase?: string | null }): Promise<StoredKey>;
}

/** A person with a home and no keys yet. Call it inside a test. */
export const keyHome = (): KeyHome => {
  const top = temporary();
  const [cwd, config] = [join(top, "desk"), join(top, "config")];
  mkdirSync(cwd);
  mkdirSync(config, { mode: 0o700 });
  chmodSync(config, 0o700);
  const env = { PATH: process.env["PATH"], HOME: top, KPROV_CONFIG_DIR: config };
  const dir = keysDirectory({ cwd, env });
  const save: KeyHome["save"] = (name, { algorithm = "ed25519", passphrase = null } = {}) =>
    saveKey(dir, { name, object: generateKey(algorithm), passphrase, created: "2026-02-15T20:13:00.000Z" });
  return { cwd, env, dir, save };
};

export interface Typed extends Terminal {
  /** What a person sees. */
  seen(): string;
  /** Every switch of the echo. */
  raw: boolean[];
}

/** A terminal on which `lines` are typed, one at each question; closed after the last. A line is typed with its Enter. */
export const typing = (...lines: string[]): Typed => {
  const input = Object.assign(new PassThrough(), { isRaw: false, setRawMode: (is: boolean) => raw.push(is) });
  const output = new PassThrough();
  const raw: boolean[] = [];
  const left = [...lines];
  let seen = "";
  output.on("data", (chunk: Buffer) => {
    seen += chunk.toString("utf8");
    if (!/[:\]] $/.test(seen)) return;
    const line = left.shift();
    if (line === undefined) input.end();
    else input.write(line);
  });
  return { input, output, raw, seen: () => seen };
};

/** A key by the real ssh-keygen. */
export const sshKey = (kind: "ed25519" | "ecdsa" | "rsa", passphrase = ""): { dir: string; path: string } => {
  const dir = temporary();
  const path = join(dir, "id");
  execFileSync("ssh-keygen", ["-q", "-t", kind, "-N", passphrase, "-C", "test", "-f", path]);
  return { dir, path };
};

/** The real ssh-agent with these keys, ended with the test. Returns its socket. */
export const sshAgent = async (...paths: string[]): Promise<string> => {
  const socket = join(temporary(), "agent");
  const agent: ChildProcess = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
  onTestFinished(() => void agent.kill());
  const env = { ...process.env, SSH_AUTH_SOCK: socket };
  // The socket is there before anybody listens. ssh-add(1): 2 where no agent can be asked.
  for (let tries = 0; spawnSync("ssh-add", ["-l"], { env }).status === 2; tries += 1) {
    if (tries > 500) throw new Error("ssh-agent does not answer");
    await new Promise((done) => setTimeout(done, 10));
  }
  for (const path of paths) execFileSync("ssh-add", ["-q", path], { env, stdio: "pipe" });
  return socket;
};
