import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { bundleFromJSON, isBundleWithCertificateChain } from "@sigstore/bundle";
import { fulcioHandler, initializeCA, initializeCTLog, initializeTLog, rekorHandler } from "@sigstore/mock";
import { toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";
import { expect, onTestFinished, test } from "vitest";
import { KprovError } from "../../../../lib/errors.ts";
import { inTotoPayloadType } from "../../../../lib/evidence/index.ts";
import { openSigner } from "../../../../lib/sign/index.ts";
import { everythingIn } from "../signer.contract.ts";

type Answer = { statusCode: number; response: string | Buffer; contentType?: string };
type Handle = (path: string, body: string) => Promise<Answer | undefined>;

const serve = async (handle: Handle): Promise<{ url: string; asked: string[] }> => {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      asked.push(request.url ?? "");
      const answer = await handle(request.url ?? "", Buffer.concat(chunks).toString("utf8"));
      if (answer === undefined) return; // Never answered.
      response.writeHead(answer.statusCode, { "content-type": answer.contentType ?? "text/plain" });
      response.end(answer.response);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
};

const keyPair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });

/** A certificate authority and a log on loopback, made by Sigstore's own mock. */
const sigstore = async (spoil: (path: string, answer: Answer) => Answer | undefined = (_, answer) => answer) => {
  const handlers = [
    fulcioHandler(await initializeCA(keyPair(), await initializeCTLog(keyPair()))),
    rekorHandler(await initializeTLog("https://rekor.test", keyPair())),
  ];
  return serve(async (path, body) => {
    const handler = handlers.find((candidate) => candidate.path === path);
    return spoil(path, (await handler?.fn(body)) ?? { statusCode: 404, response: "" });
  });
};

/** What an OIDC provider would give: the parts that matter here, and a signature that nobody looks at. */
const token = (() => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iss: "https://issuer.test", sub: "repo:acme/tool", aud: "sigstore" };
  return `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.c2lnbmF0dXJl`;
})();

const envOf = (url: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  SIGSTORE_FULCIO_URL: url,
  SIGSTORE_REKOR_URL: url,
  SIGSTORE_ID_TOKEN: token,
  ...more,
});

const signWith = async (env: NodeJS.ProcessEnv, timeout = 2_000): Promise<object> => {
  const signer = await openSigner("keyless", { cwd: "/", env, timeout });
  if (signer.kind !== "keyless") throw new Error("not keyless");
  return signer.signEnvelope(Buffer.from('{"_type":"x"}'), inTotoPayloadType);
};

const refusalOf = async (env: NodeJS.ProcessEnv, timeout?: number): Promise<KprovError> => {
  const error = await signWith(env, timeout).then(
    () => new Error("it signed"),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(KprovError);
  expect(everythingIn(error)).not.toContain(token);
  expect(everythingIn(error)).not.toContain(token.split(".")[1] ?? "");
  return error as KprovError;
};

test("keyless gives a Sigstore bundle v0.3 that Sigstore's own reader takes, with certificate and log entry", async () => {
  const { url, asked } = await sigstore();
  const json = (await signWith(envOf(url))) as { mediaType: string; dsseEnvelope: { payload: string } };
  expect(json.mediaType).toBe("application/vnd.dev.sigstore.bundle.v0.3+json");
  expect(Buffer.from(json.dsseEnvelope.payload, "base64").toString()).toBe('{"_type":"x"}');
  const bundle = bundleFromJSON(json);
  expect(isBundleWithCertificateChain(bundle)).toBe(false);
  expect(bundle.verificationMaterial.content.$case).toBe("certificate");
  expect(bundle.verificationMaterial.tlogEntries).toHaveLength(1);
  expect(asked).toEqual(["/api/v2/signingCert", "/api/v1/log/entries"]);
  // A verifier that trusts other services believes none of it.
  const stranger = toTrustMaterial({
    mediaType: "",
    tlogs: [],
    certificateAuthorities: [],
    ctlogs: [],
    timestampAuthorities: [],
  });
  expect(() => new Verifier(stranger).verify(toSignedEntity(bundle))).toThrow();
});

test("keyless is tried only when it is named: an identity in the environment changes nothing for others", async () => {
  const { url, asked } = await sigstore();
  await expect(
    openSigner("nobody", { cwd: "/", env: envOf(url, { KPROV_CONFIG_DIR: "/nonexistent" }) }),
  ).rejects.toMatchObject({ code: "E_KEY" });
  await openSigner("keyless", { cwd: "/", env: envOf(url) });
  expect(asked).toEqual([]);
});

test("keyless says who gives an identity when there is none", async () => {
  const error = await refusalOf({ SIGSTORE_FULCIO_URL: "https://fulcio.test" });
  expect(error).toMatchObject({ code: "E_SIGN", hint: expect.stringMatching(/id-token: write.*SIGSTORE_ID_TOKEN/) });
});

test("keyless warns before it writes to the public log, and does not for one's own", async () => {
  const notes: string[] = [];
  const note = (message: string) => void notes.push(message);
  const talk = { note, warn: note, debug: note, progress: () => undefined };
  await openSigner("keyless", { cwd: "/", env: { SIGSTORE_ID_TOKEN: token }, talk });
  expect(notes).toEqual([expect.stringContaining("https://rekor.sigstore.dev")]);
  await openSigner("keyless", { cwd: "/", env: envOf("http://127.0.0.1:1"), talk });
  expect(notes).toHaveLength(1);
});

test.each([
  ["http to another machine", { SIGSTORE_FULCIO_URL: "http://fulcio.example.com" }],
  ["something that is no URL", { SIGSTORE_REKOR_URL: "rekor" }],
  ["a file", { SIGSTORE_TSA_URL: "file:///etc/passwd" }],
  ["no witness of the time at all", { SIGSTORE_REKOR_URL: "none" }],
  ["no authority", { SIGSTORE_FULCIO_URL: "none" }],
])("keyless refuses %s before it sends the identity anywhere", async (_, more) => {
  expect(await refusalOf({ SIGSTORE_ID_TOKEN: token, ...more })).toMatchObject({ code: "E_SIGN" });
});

test.each<[string, RegExp, (path: string, answer: Answer) => Answer | undefined]>([
  [
    "an authority that refuses",
    /CA_CREATE_SIGNING_CERTIFICATE_ERROR \(HTTP 403\)/,
    (path, answer) => (path.includes("signingCert") ? { statusCode: 403, response: token } : answer),
  ],
  [
    "an authority that speaks nonsense",
    /signed nothing: /,
    (path, answer) => (path.includes("signingCert") ? { ...answer, response: "{}" } : answer),
  ],
  [
    "a log that refuses",
    /TLOG_CREATE_ENTRY_ERROR \(HTTP 400\)/,
    (path, answer) => (path.includes("log") ? { statusCode: 400, response: token } : answer),
  ],
  ["a service that never answers", /signed nothing: /, () => undefined],
])("keyless ends with E_SIGN, and without the token, at %s", async (_, message, spoil) => {
  const { url } = await sigstore(spoil);
  expect(await refusalOf(envOf(url), 500)).toMatchObject({ code: "E_SIGN", message: expect.stringMatching(message) });
});

test.each(["", "not a token", "a.b.c"])("keyless ends with E_SIGN at the identity token %j", async (bad) => {
  const { url } = await sigstore();
  const error = await refusalOf(envOf(url, { SIGSTORE_ID_TOKEN: bad }));
  expect(error).toMatchObject({ code: "E_SIGN" });
  if (bad !== "") expect(everythingIn(error)).not.toContain(bad);
});

test("a certificate for another key is noticed before anything is handed out (a certificate authority that lies)", async () => {
  const other = await sigstore();
  const first = (await signWith(envOf(other.url))) as {
    verificationMaterial: { certificate: { rawBytes: string } };
  };
  const pem = `-----BEGIN CERTIFICATE-----\n${first.verificationMaterial.certificate.rawBytes}\n-----END CERTIFICATE-----`;
  const { url } = await sigstore((path, answer) =>
    path.includes("signingCert")
      ? {
          ...answer,
          response: JSON.stringify({ signedCertificateEmbeddedSct: { chain: { certificates: [pem, pem] } } }),
        }
      : answer,
  );
  expect(await refusalOf(envOf(url))).toMatchObject({
    code: "E_SIGN",
    message: expect.stringContaining("its own certificate does not verify"),
  });
});
