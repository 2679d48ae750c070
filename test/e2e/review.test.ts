import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { temporary } from "../support/temporary.ts";
import { type Ended, kprov } from "./support.ts";

/** Three people, each with a home of their own; none has the others' keys. */
interface Scene {
  /** Absolute. */
  bundle: string;
  as: (name: string, ...argv: string[]) => Promise<Ended>;
}

let scene: Scene;

beforeEach(async () => {
  const [cwd, homes] = [temporary({ "in.txt": "a\n" }), temporary()];
  const as = (name: string, ...argv: string[]) =>
    kprov(argv, { cwd, env: { HOME: join(homes, name), KPROV_CONFIG_DIR: join(homes, name, "kprov"), NO_COLOR: "1" } });
  for (const name of ["rita", "ann"]) expect((await as(name, "keys", "new", name, "--plain")).status).toBe(0);
  for (const [name, role] of [
    ["rita", "runner"],
    ["ann", "reviewer"],
  ] as const) {
    const key = join(homes, name, "kprov/keys", `${name}.pub`);
    const { status, stderr } = await as("carol", "keys", "trust", key, "--role", role, "--owner", name, "--yes");
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  }
  const run = await as(
    "rita",
    "run",
    "--json",
    "--input",
    "in.txt",
    "--output",
    "out.txt",
    "--",
    "cp",
    "in.txt",
    "out.txt",
  );
  const bundle = join(cwd, (JSON.parse(run.stdout) as { bundle: string }).bundle);
  expect((await as("rita", "sign", bundle)).status).toBe(0);
  scene = { bundle, as };
});

describe("one person runs, another reviews, a third verifies", () => {
  test("until the review is there it is not proved; then it is; a changed byte undoes it", async () => {
    const { bundle, as } = scene;
    expect((await as("carol", "verify", bundle)).status).toBe(0);
    expect((await as("carol", "verify", "--require-review", bundle)).status).toBe(3);
    const written = await as("ann", "review", bundle, "--approve", "--yes", "--note", "totals agree", "--json");
    expect(written).toMatchObject({ status: 0, stderr: "" });
    const { payloadDigest } = JSON.parse(written.stdout) as { payloadDigest: string };
    expect((await as("carol", "review", bundle, "--status")).stdout).toContain("approved: 1 of 1, by ann");
    expect((await as("carol", "verify", "--require-review", bundle)).status).toBe(0);
    expect((await as("carol", "verify", "--require-review", "--expect-head", payloadDigest, bundle)).status).toBe(0);
    writeFileSync(join(bundle, "logs/stdout.log"), "changed\n");
    expect((await as("carol", "verify", "--require-review", bundle)).status).toBe(1);
  });

  test("a reject fails, also where no review is asked for, and its removal shows against the expected head", async () => {
    const { bundle, as } = scene;
    const written = await as(
      "ann",
      "review",
      bundle,
      "--reject",
      "--yes",
      "--note",
      "row 17 is counted twice",
      "--json",
    );
    const { payloadDigest, path } = JSON.parse(written.stdout) as { payloadDigest: string; path: string };
    const verified = await as("carol", "verify", "--require-review", bundle);
    expect(verified.status).toBe(1);
    expect(verified.stdout).toContain("REVIEW_REJECTED");
    rmSync(join(bundle, path));
    expect((await as("carol", "verify", bundle)).status).toBe(0);
    expect((await as("carol", "review", bundle, "--status", "--expect-head", payloadDigest)).status).toBe(1);
  });

  test("whoever ran it, whoever nobody trusts, and whoever has no terminal get nowhere", async () => {
    const { bundle, as } = scene;
    expect((await as("rita", "review", bundle, "--approve", "--yes")).status).toBe(0);
    expect((await as("carol", "verify", "--require-review", bundle)).status).toBe(3);
    const before = readdirSync(join(bundle, "attestations"));
    expect(await as("ann", "review", bundle, "--approve")).toMatchObject({ status: 2, stdout: "" });
    expect((await as("ann", "review", bundle, "--reject", "--yes")).status).toBe(2);
    expect(readdirSync(join(bundle, "attestations"))).toEqual(before);
  });

  test("a review changed in its envelope is no review of anybody", async () => {
    const { bundle, as } = scene;
    const { stdout } = await as("ann", "review", bundle, "--reject", "--yes", "--note", "no", "--json");
    const path = join(bundle, (JSON.parse(stdout) as { path: string }).path);
    const envelope = JSON.parse(readFileSync(path, "utf8")) as { payload: string };
    const payload = Buffer.from(envelope.payload, "base64").toString().replace('"reject"', '"approve"');
    writeFileSync(path, `${JSON.stringify({ ...envelope, payload: Buffer.from(payload).toString("base64") })}\n`);
    expect((await as("carol", "verify", "--require-review", bundle)).status).toBe(1);
  });
});
