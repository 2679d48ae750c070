/**
 * Which signers there are, and how each is named. The only importer of drivers; each is loaded when it is asked for.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import { KprovError } from "../errors.ts";
import { listOf } from "../flags.ts";
import { withProof } from "./checked.ts";
import { ownTerminal } from "./hidden-input.ts";
import { offerFirstKey } from "./keys/first.ts";
import { parsePassphraseFd, type SignerOptions } from "./options.ts";
import { passphrases } from "./passphrase.ts";
import type { AnySigner, Signer } from "./signer.ts";

/** What a driver says of itself. */
export interface SignerMeta {
  name: string;
  /** How a person names it, such as `ssh:PATH`. */
  spec: string;
  /** Packages that it needs and that are not part of this one. */
  packages: readonly string[];
}

/** One way of signing. `rest` is what stands behind the colon, undefined without one. */
export interface SignerDriver {
  meta: SignerMeta;
  open(rest: string | undefined, options: SignerOptions): Promise<AnySigner>;
}

/**
 * Open a signer: the `NAME` or fingerprint of a key in the store, `ssh:PATH`, `ssh-agent`, `ssh-agent:FINGERPRINT`,
 * `exec:COMMAND`, `keyless`.
 *
 * Whatever it signs is verified with its own public key before it is handed out. Throws `E_KEY` (no such key, not usable),
 * `E_PASSPHRASE`, `E_SIGN` (a signer that can't be reached or misbehaves), `E_USAGE` (no such kind).
 */
export const openSigner = async (spec: string, options: SignerOptions): Promise<AnySigner> => {
  const { kind, rest } = parseSpec(spec);
  const signer = await (await loaders[kind]()).default.open(rest, options);
  return signer.kind === "key" ? withProof(signer) : signer;
};

/** The only key in the store, or the one called `default`. Throws `E_KEY` when there is none, or several. */
export const defaultSigner = async (options: SignerOptions): Promise<Signer> => {
  const { openDefault } = await import("./drivers/key-file.ts");
  return withProof(await openDefault(options));
};

/**
 * The signers of a command line: one for each `--key`, the default one without. Throws what {@link openSigner} and
 * {@link defaultSigner} throw, and `E_USAGE` for one key named twice.
 *
 * With `offer`, who has no key at all and sits at a terminal is asked whether to make one.
 */
export const openSigners = async (
  args: { key?: unknown; "passphrase-fd"?: unknown },
  options: SignerOptions,
  offer?: { clock: Clock },
): Promise<AnySigner[]> => {
  const fd = args["passphrase-fd"];
  const own = { ...options, ...(typeof fd === "string" && { passphraseFd: parsePassphraseFd(fd) }) };
  const all = { ...own, passphrases: passphrases(own) };
  const specs = listOf(args, "key");
  if (specs.length === 0) {
    const { terminal = ownTerminal() } = all;
    if (offer === undefined || terminal === null) return [await defaultSigner(all)];
    return [await defaultSigner(await offerFirstKey({ ...all, ...offer, terminal }))];
  }
  const signers: AnySigner[] = [];
  // One after another: each may ask for a passphrase.
  for (const spec of specs) signers.push(await openSigner(spec, all));
  const fingerprints = signers.flatMap((signer) => (signer.kind === "key" ? [signer.publicKey.fingerprint] : []));
  const twice = fingerprints.find((fingerprint, index) => fingerprints.indexOf(fingerprint) !== index);
  if (twice !== undefined) throw new KprovError("E_USAGE", `The key ${twice} is named twice`);
  return signers;
};

/** Every driver's own words, in the order in which people are told of them. */
export const signerMetas = async (): Promise<SignerMeta[]> =>
  Promise.all(Object.values(loaders).map(async (load) => (await load()).default.meta));

// --- internal ---

const loaders = {
  "key-file": () => import("./drivers/key-file.ts"),
  ssh: () => import("./drivers/ssh-key.ts"),
  "ssh-agent": () => import("./drivers/ssh-agent.ts"),
  exec: () => import("./drivers/exec.ts"),
  keyless: () => import("./drivers/keyless.ts"),
} satisfies Record<string, () => Promise<{ default: SignerDriver }>>;

type Kind = keyof typeof loaders;

const parseSpec = (spec: string): { kind: Kind; rest: string | undefined } => {
  const colon = spec.indexOf(":");
  const [scheme, rest] = colon === -1 ? [spec, undefined] : [spec.slice(0, colon), spec.slice(colon + 1)];
  if (scheme === "SHA256") return { kind: "key-file", rest: spec };
  if (scheme === "ssh-agent" || (scheme === "keyless" && rest === undefined)) return { kind: scheme, rest };
  if ((scheme === "ssh" || scheme === "exec") && rest !== undefined && rest !== "") return { kind: scheme, rest };
  if (rest === undefined && scheme !== "ssh" && scheme !== "exec") return { kind: "key-file", rest: spec };
  throw new KprovError("E_USAGE", `Cannot sign with "${spec}"`, {
    hint: "expected a key's name or fingerprint, ssh:PATH, ssh-agent, ssh-agent:FINGERPRINT, exec:COMMAND or keyless",
  });
};
