import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatHelp } from "../../lib/help.ts";
import run from "../../scripts/run.ts";
import command, { examples } from "../../scripts/sign.ts";
import { writeBundle } from "../support/bundle.ts";
import { call } from "../support/call.ts";
import { asNobody, makeKey } from "../support/nobody.ts";
import { temporary } from "../support/temporary.ts";

asNobody();

test("sign has this help", async () => {
  expect(await formatHelp(command, examples)).toMatchInlineSnapshot(`
    "Sign a bundle that is whole, for whoever trusts the key (kprovengine sign)

    USAGE kprovengine sign [OPTIONS] <BUNDLE>

    ARGUMENTS

      BUNDLE=<BUNDLE>    The bundle's directory (Required)

    OPTIONS

           --key=<SIGNER>    Sign with this: a key's name or fingerprint, ssh:FILE,
                             ssh-agent, exec:COMMAND or keyless (may be repeated)
      --passphrase-fd=<N>    Read the key's passphrase from this file descriptor
                             instead of asking
                   --json    Print exactly one JSON document on stdout
              --cwd=<DIR>    Work in this directory instead of the current one
              -q, --quiet    No talk on stderr, and no text when all is proved
            -v, --verbose    Show details of what passed as well
                  --debug    Show stack traces and what is being done
               -h, --help    Show this help
            -V, --version    Show the version

    EXAMPLES

      kprovengine sign runs/2026-02-15T20-13-00Z-1f3a9c42
      kprovengine sign --key ssh:~/.ssh/id_ed25519 runs/2026-02-15T20-13-00Z-1f3a9c42
    "
  `);
});

const bundleIn = (cwd: string): string => writeBundle(cwd).slice(cwd.length + 1);

describe("sign", () => {
  test("signs with the only key, and says with which and what to do next", async () => {
    const cwd = temporary();
    const bundle = bundleIn(cwd);
    await makeKey("ana");
    const { result, text } = await call(command, cwd, [bundle]);
    expect(result.exitCode).toBe(0);
    expect(result.document).toMatchObject({ schema: "kprov.signature/v1", bundle });
    expect(text).toContain('key "ana"');
    expect(text).toContain(`kprovengine verify ${bundle}`);
    expect(readdirSync(join(cwd, bundle, "attestations"))).toHaveLength(4);
  });

  test("signs with every key that is named", async () => {
    const cwd = temporary();
    const bundle = bundleIn(cwd);
    const { document } = await makeKey("ana");
    await makeKey("ben", "ecdsa-p256");
    await call(command, cwd, ["--key", document.fingerprint, "--key", "ben", bundle]);
    expect(readdirSync(join(cwd, bundle, "attestations"))).toHaveLength(8);
  });

  test("refuses a bundle that was changed, with what verify says, and writes nothing", async () => {
    const cwd = temporary();
    const bundle = bundleIn(cwd);
    await makeKey();
    writeFileSync(join(cwd, bundle, "logs/stdout.log"), "other\n");
    const { result, text } = await call(command, cwd, [bundle]);
    expect(result.exitCode).toBe(1);
    expect(text).toContain("MEMBER_CHANGED");
    expect(text).toContain("nothing was signed");
    expect(existsSync(join(cwd, bundle, "attestations"))).toBe(false);
  });

  test.each<[string, string[]]>([
    ["there is no key", []],
    ["the key is not there", ["--key", "ben"]],
    ["the fingerprint is only a part of one", ["--key", "SHA256:abcd"]],
  ])("fails when %s, and writes nothing", async (_, flags) => {
    const cwd = temporary();
    const bundle = bundleIn(cwd);
    await expect(call(command, cwd, [...flags, bundle])).rejects.toMatchObject({ code: "E_KEY" });
    expect(existsSync(join(cwd, bundle, "attestations"))).toBe(false);
  });

  test("can't decide about what is no bundle", async () => {
    const cwd = temporary({ "b/x": "" });
    await makeKey();
    expect((await call(command, cwd, ["b"])).result.exitCode).toBe(3);
  });
});

describe("run --sign", () => {
  const flags = ["--no-code-config"];

  test.each<[string, string[], object]>([
    ["--sign", ["--sign"], {}],
    ["--key", ["--key", "ana"], {}],
    ["run.sign of the configuration", [], { run: { sign: true } }],
  ])("signs the bundle because of %s", async (_, more, config) => {
    const cwd = temporary({ "kprov.config.json": JSON.stringify(config) });
    await makeKey("ana");
    const { result } = await call(run, cwd, [...flags, ...more, "--", "true"]);
    expect(result).toMatchObject({ exitCode: 0, document: { signedBy: ['key "ana"'] } });
    const [id = ""] = readdirSync(join(cwd, "runs")).filter((name) => !name.startsWith("."));
    expect(readdirSync(join(cwd, "runs", id, "attestations"))).toHaveLength(4);
  });

  test("signs a failed run as well, which says that it failed", async () => {
    const cwd = temporary();
    await makeKey();
    const { result } = await call(run, cwd, ["--sign", "--", "false"]);
    expect(result).toMatchObject({
      exitCode: 1,
      document: { outcome: { status: "failed" }, signedBy: [expect.any(String)] },
    });
  });

  test("does not start the step when there is no key", async () => {
    const cwd = temporary();
    await expect(call(run, cwd, ["--sign", "--", "touch", "started"])).rejects.toMatchObject({
      code: "E_KEY",
      exit: 125,
    });
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("refuses to sign what it is told not to write", async () => {
    await expect(call(run, temporary(), ["--sign", "--no-evidence", "--", "true"])).rejects.toMatchObject({
      code: "E_USAGE",
    });
  });

  test("signs nothing when nobody asks for it, even with a key at hand", async () => {
    const cwd = temporary();
    await makeKey();
    const { result } = await call(run, cwd, ["--", "true"]);
    expect(result.document).not.toHaveProperty("signedBy");
    expect(
      readFileSync(join(cwd, "runs", (result.document as { runId: string }).runId, "SHA256SUMS"), "utf8"),
    ).not.toContain("attestations");
  });
});
