/**
 * A person's repository with four runs, made by the installed program: `one` and `two` joined, signed and believed; `loose` that
 * nobody signed and whose outputs were not collected; `bad` that failed.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect } from "vitest";
import { type Ended, kprov } from "../support.ts";

/** What somebody else's machine may have called a file. */
export const hostile = "cl\u00e9an %41 [1]*\nlast.csv";

let top: string;
export const at = (...parts: string[]): string => join(top, ...parts);
export const run = (args: readonly string[], cwd = at("work")): Promise<Ended> =>
  kprov(args, { cwd, env: { HOME: top, XDG_CONFIG_HOME: at(".config"), KPROV_CONFIG_DIR: at(".config/kprovengine") } });
export const ok = async (ended: Promise<Ended>): Promise<Ended> => {
  const done = await ended;
  expect(done.status, done.stdout + done.stderr).toBe(0);
  return done;
};
export const exported = (...args: string[]): Promise<Ended> => ok(run(["export", "--format", ...args]));
/** A file beside this one. */
export const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Of the key that everything here is signed with. */
export const publicPem = (): string => {
  const [file] = readdirSync(at(".config/kprovengine/keys")).filter((name) => name.endsWith(".pub"));
  const [, base64 = ""] = readFileSync(at(".config/kprovengine/keys", file ?? ""), "utf8").split(" ");
  const x = Buffer.from(base64, "base64").subarray(-32).toString("base64url");
  const key = createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x } });
  return key.export({ format: "pem", type: "spki" }).toString();
};

/** Make it before the tests of a file, and remove it after them. */
export const useWork = (): void => {
  beforeAll(makeWork);
  afterAll(() => rmSync(top, { recursive: true, force: true }));
};

// --- internal ---

const makeWork = async (): Promise<void> => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "kprov-exchange-")));
  mkdirSync(at("work/model"), { recursive: true });
  writeFileSync(at("work/raw.csv"), "id,v\n1,2\n2,\n");
  writeFileSync(at("work/requirements.txt"), "requests==2.31.0\n-e .\n");
  writeFileSync(
    at("work/package-lock.json"),
    readFileSync(fileURLToPath(new URL("../../../package-lock.json", import.meta.url))),
  );
  writeFileSync(at("work/prepare.sh"), `mkdir -p data && grep -v ',$' raw.csv > 'data/${hostile}'\n`);
  writeFileSync(at("work/model/train.sh"), "cat ../data/* | wc -l > model.txt\n");
  for (const args of [
    ["init", "-q"],
    ["add", "-A"],
    ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "x"],
  ])
    execFileSync("git", args, { cwd: at("work") });
  const { stdout } = await ok(run(["keys", "new", "laptop", "--plain", "--json"]));
  const [fingerprint = ""] = /SHA256:[\w+/]+/.exec(stdout) ?? [];
  await ok(run(["keys", "trust", fingerprint, "--role", "runner", "--owner", "ann"]));
  const prepare = ["--step", "prepare", "--input", "raw.csv", "--output", "data"];
  await ok(run(["run", "--run-id", "one", "--sign", "--collect", ...prepare, "--", "sh", "prepare.sh"]));
  const train = ["--step", "train the model", "--input", "../data", "--output", "model.txt"];
  await ok(
    run(
      ["run", "--run-id", "two", "--sign", "--out", "../runs", "--collect", ...train, "--", "sh", "train.sh"],
      at("work/model"),
    ),
  );
  await ok(run(["run", "--run-id", "loose", ...prepare, "--", "sh", "prepare.sh"]));
  const failing = await run(["run", "--run-id", "bad", "--input", "raw.csv", "--", "sh", "-c", "exit 3"]);
  expect(failing.status).toBe(3);
};
