import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../lib/digest.ts";
import {
  formatEnvelope,
  formatRecipe,
  formatSigstoreBundle,
  inTotoPayloadType,
  layout,
  preAuthEncoding,
  recipeEnvelopes,
} from "../../../lib/evidence/index.ts";
import { keyDigest, type Signer } from "../../../lib/sign/index.ts";
import { exportBundle, verifyBundle } from "../../../lib/verify/index.ts";
import { reseal, writeBundle } from "../../support/bundle.ts";
import { createSigner, signWith } from "../../support/signer.ts";
import { followRecipe, unpackTar } from "../../support/tar-recipe.ts";
import { temporary } from "../../support/temporary.ts";

const runId = "2026-02-15T20-13-00Z-0000000a";
const nameOf = ({ publicKey }: Signer): string => `key-${keyDigest(publicKey).slice(0, 16)}`;

const unpack = async (bundle: string): Promise<string> => {
  const verdict = await verifyBundle(bundle, { integrityOnly: true });
  const cwd = temporary();
  await exportBundle(verdict, { dir: bundle, output: { path: join(cwd, "x.tar"), shown: "x.tar" } });
  return unpackTar(join(cwd, "x.tar"), cwd);
};

/** A bundle signed by both algorithms, unpacked, and the keys as their owners hand them over. */
const signed = async () => {
  const bundle = writeBundle(temporary());
  const signers = [createSigner("ed25519"), createSigner("ecdsa-p256")];
  await signWith(bundle, signers);
  const keys = Object.fromEntries(
    signers.map((signer) => [`${nameOf(signer)}.pub`, `${signer.publicKey.ssh} ann@example\n`]),
  );
  return { dir: await unpack(bundle), keys, signers };
};

const edit = (path: string, change: (text: string) => string): void => {
  const before = readFileSync(path, "latin1");
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after, "latin1");
};
const flip = (path: string): void =>
  edit(path, (text) => `${text.slice(0, 20)}${String.fromCharCode(text.charCodeAt(20) ^ 1)}${text.slice(21)}`);

describe("VERIFY.txt", () => {
  test("says this about an unsigned bundle", async () => {
    expect(formatRecipe({ runId, envelopes: [], sigstore: [], others: [] })).toMatchInlineSnapshot(`
      "How to check this archive without KProvEngine
      =============================================

      It holds one bundle, the directory 2026-02-15T20-13-00Z-0000000a:
      what one run left behind. This page shows how to check it with common programs
      alone: sha256sum (on macOS: shasum -a 256), sed, cmp, base64, openssl 3, and
      ssh-keygen to compare keys.

      Indented lines are commands. When one of them fails, stop: something is
      damaged, or is not what was signed. Nobody signed this page itself, so read a
      command before you run it.

      Unpack the archive into an empty directory, and from there:

          cd 2026-02-15T20-13-00Z-0000000a
          mkdir -p ../check

      1. The files
      ------------

      Every line must end in OK:

          sha256sum -c SHA256SUMS

      There must be no other file and no link. No output means yes:

          sed 's/^[0-9a-f]*  //' SHA256SUMS | LC_ALL=C sort > ../check/listed
          find . ! -type d | sed 's/^\\.\\///' |
            grep -v -e '^SHA256SUMS$' -e '^attestations/' |
            LC_ALL=C sort | cmp - ../check/listed

      Signatures are over manifest.json, so SHA256SUMS must say the same. No output
      means yes. (A name with a quote, a brace or a control character in it is
      written differently in the two and makes this fail: compare it by eye.)

          tr '{' '\\n' < manifest.json |
            sed -n 's/^"path":"\\(.*\\)","sha256":"\\([0-9a-f]*\\)",.*/\\2  \\1/p' \\
            > ../check/manifest
          grep -v '^[0-9a-f]*  manifest\\.json$' SHA256SUMS |
            cmp - ../check/manifest

      The digest of manifest.json names the bundle. If you were told one, compare:

          sha256sum manifest.json

      How the run ended. Only "succeeded" is a good run; the second command fails for
      any other:

          sed -n 's/.*"kprov_outcome":{.*"status":"\\([a-z-]*\\)"}.*/\\1/p' \\
            provenance.json
          grep -q '"kprov_outcome":{.*"status":"succeeded"}' provenance.json

      2. Who made it
      --------------

      The bundle has no signature that could be shown here. Whoever made the archive
      could have made all of it: who ran this, and where, is not proved.

      What this does not show
      -----------------------

      How many signatures you need and whose, keys that were revoked or have expired,
      whether a review was removed, and whether the documents of the bundle agree
      with each other:

        npx kprovengine verify --trust TRUST-FILE ARCHIVE
      "
    `);
  });

  test("says this about a signature", () => {
    const signatures = [{ keyid: `SHA256:${"A".repeat(43)}`, algorithm: "ed25519" as const }];
    const envelope = { path: "attestations/bundle.0000000000000000.intoto.jsonl", line: null, signatures };
    const text = formatRecipe({
      runId,
      envelopes: [{ ...envelope, payloadType: inTotoPayloadType, payload: "bundle" }],
      sigstore: ["attestations/bundle.0000000000000000.sigstore.json"],
      others: ["attestations/x"],
    });
    expect(text.slice(text.indexOf("2. The keys"))).toMatchInlineSnapshot(`
      "2. The keys
      -----------

      A signature proves something only by a public key that you have from its owner:
      handed over, read out on the telephone, on a page that only they can change.
      A key that comes with the archive proves nothing, and the names below are only
      what the envelopes say.

      SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA (Ed25519)

      If you have it as a line "ssh-ed25519 AAAA...", save it beside this
      page as key-0000000000000000.pub and turn it into PEM:

          { printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'
            cut -d ' ' -f 2 ../key-0000000000000000.pub | base64 -d | tail -c 32; } |
            openssl pkey -pubin -inform DER -out ../key-0000000000000000.pem

      If you have it as "-----BEGIN PUBLIC KEY-----", save it beside this page as
      key-0000000000000000.pem and turn it into such a line, for its fingerprint:

          { printf 'ssh-ed25519 '
            { printf '\\000\\000\\000\\013ssh-ed25519\\000\\000\\000\\040'
              openssl pkey -pubin -in ../key-0000000000000000.pem -outform DER |
                tail -c 32; } |
              base64 | tr -d '\\n'; echo; } > ../key-0000000000000000.pub

      The fingerprint must be the one that its owner tells you, and the one above:

          ssh-keygen -lf ../key-0000000000000000.pub |
            grep -F 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

      3. The signatures
      -----------------

      attestations/bundle.0000000000000000.intoto.jsonl,
      by SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA:

          tr -d '\\n' < attestations/bundle.0000000000000000.intoto.jsonl |
            tr '{' '\\n' > ../check/envelope
          sed -n 's/.*"payload" *: *"\\([^"]*\\)".*/\\1/p' ../check/envelope |
            base64 -d > ../check/payload
          sed -n 's/.*"sig" *: *"\\([^"]*\\)".*/\\1/p' ../check/envelope |
            base64 -d > ../check/signature
          { printf 'DSSEv1 %d %s %d ' 28 application/vnd.in-toto+json \\
              "$(wc -c < ../check/payload)"
            cat ../check/payload; } > ../check/signed
          openssl pkeyutl -verify -pubin -inkey ../key-0000000000000000.pem -rawin \\
            -in ../check/signed -sigfile ../check/signature

      What was signed names this manifest.json, and with it the whole bundle:

          grep -qF '"predicateType":"pkg:npm/kprovengine#predicate/bundle/v1"' \\
            ../check/payload
          grep -qF '"subject":[{"digest":{"sha256":"'"$(sha256sum manifest.json |
            cut -c 1-64)"'"},"name":"manifest.json"}]' ../check/payload

      In Sigstore's form, for its own programs:

        attestations/bundle.0000000000000000.sigstore.json

      Not shown here, because sed can't take it apart:

        attestations/x

      What this does not show
      -----------------------

      How many signatures you need and whose, keys that were revoked or have expired,
      whether a review was removed, and whether the documents of the bundle agree
      with each other:

        npx kprovengine verify --trust TRUST-FILE ARCHIVE
      "
    `);
  });

  test.each(["sh", "bash"])("can be followed to the letter in %s, for both algorithms", async (shell) => {
    const { dir, keys } = await signed();
    const { status, stdout, stderr } = followRecipe(dir, keys, shell);
    expect(stderr).toBe("");
    expect(status, stdout).toBe(0);
    expect(stdout.match(/Signature Verified Successfully|Verified OK/g)).toHaveLength(4);
    expect(stdout).toContain("\nsucceeded\n");
    expect(stdout).toMatch(/\(ED25519\)\n/);
    expect(stdout).toMatch(/\(ECDSA\)\n/);
  });

  test("has no line wider than a terminal but for names", async () => {
    const { dir } = await signed();
    const wide = readFileSync(join(dir, "VERIFY.txt"), "utf8")
      .split("\n")
      .filter((line) => line.length > 80);
    expect(wide.filter((line) => !/attestations\/|printf|grep -[qF]/.test(line))).toEqual([]);
  });

  test("has the same bytes for the same bundle", async () => {
    const bundle = writeBundle(temporary());
    await signWith(bundle, [createSigner("ed25519")]);
    const [one, other] = [await unpack(bundle), await unpack(bundle)];
    expect(readFileSync(join(one, "VERIFY.txt"))).toEqual(readFileSync(join(other, "VERIFY.txt")));
  });

  test.each<[string, (bundle: string, dir: string) => void]>([
    ["a bit of an output", (bundle) => flip(join(bundle, layout.summary))],
    ["a bit of the provenance", (bundle) => flip(join(bundle, layout.provenance))],
    ["a bit of the manifest", (bundle) => flip(join(bundle, layout.manifest))],
    [
      "an output, the manifest and the sums, in agreement",
      (bundle) => {
        writeFileSync(join(bundle, "outputs/a.csv"), "9,9\n");
        reseal(bundle);
      },
    ],
    [
      "the sums alone, in agreement with an output",
      (bundle) => {
        writeFileSync(join(bundle, "outputs/a.csv"), "9,9\n");
        edit(join(bundle, layout.sums), (text) => text.replace(/^[0-9a-f]+(?= {2}outputs\/a\.csv$)/m, sha256("9,9\n")));
      },
    ],
    ["a file too many", (bundle) => writeFileSync(join(bundle, "outputs/extra"), "")],
    ["a hidden file too many", (bundle) => writeFileSync(join(bundle, ".hidden"), "")],
    ...["provenance", "bundle"].flatMap((what) =>
      ["sig", "payload"].map((field): [string, (bundle: string) => void] => [
        `a bit of the ${field} over the ${what}`,
        (bundle) => {
          for (const name of readdirSync(join(bundle, layout.attestations))) {
            if (!name.startsWith(what) || !name.endsWith(".jsonl")) continue;
            const swap = (_: string, head: string, digit: string): string => `${head}${digit === "Q" ? "R" : "Q"}`;
            edit(join(bundle, layout.attestations, name), (text) =>
              text.replace(new RegExp(`("${field}":"[A-Za-z0-9+/]{12})([A-Za-z0-9+/])`), swap),
            );
          }
        },
      ]),
    ),
    [
      "the statement about the bundle in the place of the one about the run",
      (bundle) => {
        const dir = join(bundle, layout.attestations);
        for (const name of readdirSync(dir).filter((path) => /^bundle.*jsonl$/.test(path)))
          writeFileSync(join(dir, name), readFileSync(join(dir, name.replace("bundle", "provenance"))));
      },
    ],
  ])("fails after somebody changed %s", async (_, spoil) => {
    const { dir, keys } = await signed();
    spoil(join(dir, runId), dir);
    expect(followRecipe(dir, keys).status).not.toBe(0);
  });

  test("fails for the key of somebody else under the same name", async () => {
    const { dir, keys } = await signed();
    const other = createSigner("ed25519").publicKey.ssh;
    const swapped = Object.fromEntries(
      Object.entries(keys).map(([name, line]) => [name, line.startsWith("ssh-ed25519") ? other : line]),
    );
    expect(followRecipe(dir, swapped).status).not.toBe(0);
    expect(followRecipe(dir, {}).status).not.toBe(0);
  });

  test("shows every signature of an envelope, every line of a file, and documents over several lines", async () => {
    const bundle = writeBundle(temporary());
    const signers = [createSigner("ed25519"), createSigner("ecdsa-p256")];
    const payload = readFileSync(join(bundle, layout.provenance));
    const envelope = {
      payloadType: inTotoPayloadType,
      payload,
      signatures: await Promise.all(
        signers.map(async (signer) => ({
          keyid: signer.publicKey.fingerprint,
          sig: await signer.sign(preAuthEncoding(inTotoPayloadType, payload)),
        })),
      ),
    };
    const line = formatEnvelope(envelope);
    mkdirSync(join(bundle, layout.attestations));
    writeFileSync(join(bundle, layout.attestations, "a.intoto.jsonl"), `${line}\n${line}`);
    const wide = `${JSON.stringify(JSON.parse(line), null, 2)}\n`;
    writeFileSync(join(bundle, layout.attestations, "b.intoto.jsonl"), wide);
    const dir = await unpack(bundle);
    const keys = Object.fromEntries(signers.map((signer) => [`${nameOf(signer)}.pub`, signer.publicKey.ssh]));
    const { status, stdout, stderr } = followRecipe(dir, keys);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout.match(/Signature Verified Successfully|Verified OK/g)).toHaveLength(6);
  });

  test("never lets the names of envelopes and keys become commands", () => {
    const keyid = "SHA256:x\n    touch owned\n\u001b[2J";
    const signatures = [
      { keyid, algorithm: "ed25519" as const },
      { keyid: "", algorithm: "ed25519" as const },
    ];
    const path = "attestations/x\n    touch owned";
    const text = formatRecipe({
      runId,
      envelopes: [{ path: "attestations/$(touch owned)", line: 2, signatures, payloadType: "a'b", payload: "other" }],
      sigstore: [path],
      others: [path],
    });
    expect(text).not.toMatch(/^ +touch/m);
    expect(text).not.toContain("\u001b");
    expect(text).toContain("'attestations/$(touch owned)'");
    expect(text).toContain("'a'\\''b'");
  });
});

describe("recipeEnvelopes", () => {
  const bundle = { provenance: Buffer.from("{}"), bundleDigest: "0".repeat(64) };
  const sig = Buffer.alloc(64, 1);
  const envelopeOf = (payload: string, signatures = [{ keyid: "", sig }]) => ({
    payloadType: inTotoPayloadType,
    payload: Buffer.from(payload),
    signatures,
  });
  const line = (...given: Parameters<typeof envelopeOf>): string => formatEnvelope(envelopeOf(...given));
  test.each<[string, string, number, "none" | "sigstore" | "other"]>([
    ["an envelope", line("{}"), 1, "none"],
    ["two envelopes and blank lines", `\n${line("{}")}\n\n${line("x")}`, 2, "none"],
    ["base64 for URLs", line("??>>??>>").replaceAll("/", "_").replaceAll("+", "-"), 0, "other"],
    ["escaped slashes", line("??????").replaceAll("Pz8/", "Pz8\\/"), 0, "other"],
    ["a second field of the name", line("{}").replace("}\n", ',"x":{"payload":"AAAA"}}\n'), 0, "other"],
    ["a signature of an unknown form", line("{}", [{ keyid: "", sig: Buffer.alloc(100, 1) }]), 1, "other"],
    ["a Sigstore bundle", formatSigstoreBundle(envelopeOf("{}"), "k"), 0, "sigstore"],
    ["no envelope", "nonsense", 0, "other"],
    ["nothing", "", 0, "other"],
  ])("gives what sed can take out of %s", (_, text, count, rest) => {
    const result = recipeEnvelopes("attestations/x", Buffer.from(text), bundle);
    expect({ count: result.envelopes.length, rest: result.rest }).toEqual({ count, rest });
  });

  test("tells what was signed by its bytes", () => {
    const statement = `{"_type":"x","predicate":{},"predicateType":"pkg:npm/kprovengine#predicate/bundle/v1","subject":[{"digest":{"sha256":"${bundle.bundleDigest}"},"name":"manifest.json"}]}`;
    const kinds = [
      "{}",
      "{} ",
      statement,
      statement.replace("00", "11"),
      statement.replace("/bundle/", "/review/"),
    ].map((payload) => recipeEnvelopes("a", Buffer.from(line(payload)), bundle).envelopes[0]?.payload);
    expect(kinds).toEqual(["run", "other", "bundle", "other", "other"]);
  });
});
