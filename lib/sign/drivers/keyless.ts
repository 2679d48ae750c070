/**
 * Signs by an identity that Sigstore's certificate authority vouches for; only ever when asked for by name.
 *
 * @module
 */
import type { Bundle, IdentityProvider, Witness } from "@sigstore/sign";
import { elapsed } from "../../clock.ts";
import { errnoOf, KprovError } from "../../errors.ts";
import { preAuthEncoding } from "../../evidence/index.ts";
import { crypto } from "../../lazy-crypto.ts";
import { importModule } from "../../one-file.ts";
import { patience, type SignerOptions } from "../options.ts";
import { describePublicKey, isSignedBy } from "../public-key.ts";
import type { SignerDriver, SignerMeta } from "../registry.ts";
import type { KeylessSigner } from "../signer.ts";

const meta: SignerMeta = { name: "keyless", spec: "keyless", packages: ["@sigstore/sign@4"] };

/** Where the services are; from the environment, because they belong to a place and not to a call. */
interface Services {
  /** `SIGSTORE_FULCIO_URL`: gives certificates. */
  fulcio: string;
  /** `SIGSTORE_REKOR_URL`: the log that the signature is written to, for everybody to read; null for `none`. */
  rekor: string | null;
  /** `SIGSTORE_TSA_URL`: an authority that stamps the time; null by default. */
  tsa: string | null;
}

const open = async (_: string | undefined, options: SignerOptions): Promise<KeylessSigner> => {
  const { env = process.env, timeout = patience, talk } = options;
  const services = servicesOf(env);
  assertIdentity(env);
  const library = await loadLibrary();
  if (services.rekor === publicRekor)
    talk?.note(`keyless: who signs, the repository's name and the digest become public for ever in ${publicRekor}`);
  const label = `keyless (${services.fulcio})`;
  const signEnvelope = async (payload: Buffer, payloadType: string): Promise<object> => {
    const bundle = await create(library, { services, env, timeout, label, payload, payloadType });
    assertOwnSignature(bundle, { payload, payloadType, label });
    const { bundleToJSON } = await import("@sigstore/bundle");
    return bundleToJSON(bundle) as object;
  };
  return { kind: "keyless", label, signEnvelope };
};

export default { meta, open } satisfies SignerDriver;

// --- internal ---

type Library = typeof import("@sigstore/sign");

const [publicFulcio, publicRekor] = ["https://fulcio.sigstore.dev", "https://rekor.sigstore.dev"];

const servicesOf = (env: NodeJS.ProcessEnv): Services => {
  const url = (name: string, fallback: string | null): string | null => {
    const given = env[name] || fallback;
    return given === null || given === "none" ? null : checkedUrl(name, given);
  };
  const fulcio = url("SIGSTORE_FULCIO_URL", publicFulcio);
  const [rekor, tsa] = [url("SIGSTORE_REKOR_URL", publicRekor), url("SIGSTORE_TSA_URL", null)];
  if (fulcio === null)
    throw new KprovError("E_SIGN", "keyless needs a certificate authority: SIGSTORE_FULCIO_URL is none");
  // A certificate lives for ten minutes: without a witness of the time nobody could verify the signature afterwards.
  if (rekor === null && tsa === null)
    throw new KprovError("E_SIGN", "keyless needs a witness of the time: SIGSTORE_REKOR_URL or SIGSTORE_TSA_URL");
  return { fulcio, rekor, tsa };
};

/** An identity token is sent there: it must not be readable on the way. */
const checkedUrl = (name: string, text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLoopback = url !== undefined && /^(?:127(?:\.\d+){3}|\[::1\]|localhost)$/.test(url.hostname);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback)) return text.replace(/\/+$/, "");
  throw new KprovError("E_SIGN", `Cannot use ${name}: expected an https URL`);
};

const assertIdentity = (env: NodeJS.ProcessEnv): void => {
  if (env["SIGSTORE_ID_TOKEN"] || (env["ACTIONS_ID_TOKEN_REQUEST_URL"] && env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]))
    return;
  throw new KprovError("E_SIGN", "keyless needs an identity, and there is none here", {
    hint: "GitHub Actions: permissions: id-token: write; GitLab CI: id_tokens: SIGSTORE_ID_TOKEN: aud: sigstore",
  });
};

const loadLibrary = async (): Promise<Library> => {
  try {
    return (await importModule("@sigstore/sign")) as unknown as Library;
  } catch (cause) {
    const [name] = meta.packages;
    const code = errnoOf(cause);
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw cause;
    throw new KprovError("E_SIGN", `keyless needs the package ${name}, which is not installed`, {
      cause,
      hint: `npm install --save-dev ${name}`,
    });
  }
};

interface Request {
  services: Services;
  env: NodeJS.ProcessEnv;
  timeout: number;
  label: string;
  payload: Buffer;
  payloadType: string;
}

const create = async (library: Library, request: Request): Promise<Bundle> => {
  const { services, env, timeout, label, payload, payloadType } = request;
  const limits = { timeout, retry: { retries: 2, minTimeout: 500 } };
  const witnesses: Witness[] = [];
  if (services.rekor !== null)
    witnesses.push(new library.RekorWitness({ rekorBaseURL: services.rekor, entryType: "dsse", ...limits }));
  if (services.tsa !== null) witnesses.push(new library.TSAWitness({ tsaBaseURL: services.tsa, ...limits }));
  const identityProvider = identityOf(library, env);
  const signer = new library.FulcioSigner({ fulcioBaseURL: services.fulcio, identityProvider, ...limits });
  const builder = new library.DSSEBundleBuilder({ signer, witnesses });
  try {
    return await within(timeout * 4, builder.create({ data: payload, type: payloadType }));
  } catch (error) {
    // Without the cause: the library's messages hold the identity token.
    throw new KprovError("E_SIGN", `${label} signed nothing: ${reasonOf(error)}`);
  }
};

const identityOf = (library: Library, env: NodeJS.ProcessEnv): IdentityProvider => {
  const token = env["SIGSTORE_ID_TOKEN"];
  return token ? { getToken: async () => token } : new library.CIContextProvider("sigstore");
};

/** Codes of the library and numbers of HTTP: nothing that could hold a token. */
const reasonOf = (error: unknown): string => {
  if (error instanceof KprovError) return error.message;
  const code = errnoOf(error) ?? "unknown reason";
  const cause = error instanceof Error ? error.cause : undefined;
  const status =
    typeof cause === "object" && cause !== null && "statusCode" in cause ? Number(cause.statusCode) : undefined;
  const below = status === undefined || Number.isNaN(status) ? errnoOf(cause) : `HTTP ${status}`;
  return below === undefined ? code : `${code} (${below})`;
};

const within = async <Value>(milliseconds: number, promise: Promise<Value>): Promise<Value> => {
  const started = elapsed();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new KprovError("E_SIGN", `no answer in ${Math.round(elapsed() - started)} ms`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** The certificate's key must verify exactly what was asked for. */
const assertOwnSignature = (bundle: Bundle, wanted: { payload: Buffer; payloadType: string; label: string }): void => {
  const { payload, payloadType, label } = wanted;
  const material = bundle.verificationMaterial.content;
  const envelope = bundle.content.$case === "dsseEnvelope" ? bundle.content.dsseEnvelope : undefined;
  const sig = envelope?.signatures[0]?.sig;
  if (material.$case !== "certificate" || envelope === undefined || sig === undefined)
    throw new KprovError("E_SIGN", `${label} gave a bundle of another shape than expected`);
  const certificate = new (crypto().X509Certificate)(material.certificate.rawBytes);
  const key = describePublicKey(certificate.publicKey, label);
  const isSame = envelope.payload.equals(payload) && envelope.payloadType === payloadType;
  if (!isSame || !isSignedBy(key, preAuthEncoding(payloadType, payload), sig))
    throw new KprovError("E_SIGN", `${label} gave a signature that its own certificate does not verify`);
};
