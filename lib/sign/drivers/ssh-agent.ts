/**
 * Signs with a key that an SSH agent holds: unlocked there, on a card, or on another machine.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { visible } from "../../text.ts";
import { type AgentOptions, askAgent } from "../agent/client.ts";
import {
  type Identity,
  identitiesRequest,
  isRefusal,
  maxMessage,
  parseIdentities,
  parseSignature,
  signRequest,
} from "../agent/messages.ts";
import { assertWholeFingerprint } from "../keys/store.ts";
import { patience, type SignerOptions } from "../options.ts";
import type { PublicKey } from "../public-key.ts";
import type { SignerDriver, SignerMeta } from "../registry.ts";
import type { Signer } from "../signer.ts";

const meta: SignerMeta = { name: "ssh-agent", spec: "ssh-agent[:FINGERPRINT]", packages: [] };

const open = async (wanted: string | undefined, options: SignerOptions): Promise<Signer> => {
  const agent = agentOf(options);
  if (wanted !== undefined) assertWholeFingerprint(wanted);
  const answer = await askAgent(identitiesRequest(), agent);
  if (isRefusal(answer)) throw new KprovError("E_SIGN", "ssh-agent does not list its keys: is it locked?");
  const identities = parseIdentities(answer);
  if (identities === undefined)
    throw new KprovError("E_SIGN", "ssh-agent listed its keys in an answer that is malformed");
  const { blob, kind, key } = choose(identities, wanted);
  const label = `ssh-agent:${key.fingerprint}`;
  return { kind: "key", publicKey: key, label, sign: (bytes) => sign(bytes, { agent, blob, kind, label }) };
};

export default { meta, open } satisfies SignerDriver;

// --- internal ---

type Usable = Identity & { key: PublicKey };

const agentOf = ({ env = process.env, timeout = patience }: SignerOptions): AgentOptions => {
  const socket = env["SSH_AUTH_SOCK"];
  if (socket !== undefined && socket !== "") return { socket, timeout };
  throw new KprovError("E_SIGN", "There is no ssh-agent: SSH_AUTH_SOCK is not set", {
    hint: "eval $(ssh-agent) && ssh-add starts one and gives it your keys",
  });
};

const choose = (identities: readonly Identity[], wanted: string | undefined): Usable => {
  const usable = identities.filter((identity): identity is Usable => identity.key !== undefined);
  if (wanted !== undefined) {
    const found = usable.find(({ key }) => key.fingerprint === wanted);
    if (found !== undefined) return found;
    throw new KprovError(
      "E_KEY",
      `ssh-agent holds no usable key with the fingerprint ${wanted}${refusals(identities)}`,
      {
        hint: "ssh-add -l lists what it holds",
      },
    );
  }
  const [only, ...more] = usable;
  if (only === undefined)
    throw new KprovError("E_KEY", `ssh-agent holds no Ed25519 or P-256 key${refusals(identities)}`, {
      hint: "ssh-add PATH gives it one",
    });
  if (more.length === 0) return only;
  const list = usable.map(({ key, comment }) => `${key.fingerprint} (${visible(comment)})`).join(", ");
  throw new KprovError("E_KEY", `ssh-agent holds ${usable.length} keys that could be meant: ${list}`, {
    hint: `name one: ssh-agent:${only.key.fingerprint}`,
  });
};

/** Why what it holds is not used. */
const refusals = (identities: readonly Identity[]): string => {
  const kinds = [...new Set(identities.filter(({ key }) => key === undefined).map(({ kind }) => kind))].sort();
  const reasons = kinds.map((kind) => {
    const isToken = kind.startsWith("sk-");
    return `${visible(kind) || "a key of no kind"} ${isToken ? "signs a counter and flags of its token, not the statement alone" : "is not used here"}`;
  });
  return reasons.length === 0 ? "" : `; ${reasons.join("; ")}`;
};

interface SignOptions {
  agent: AgentOptions;
  blob: Buffer;
  kind: string;
  label: string;
}

const sign = async (bytes: Buffer, { agent, blob, kind, label }: SignOptions): Promise<Buffer> => {
  const request = signRequest(blob, bytes);
  if (request.length - 4 > maxMessage)
    throw new KprovError(
      "E_SIGN",
      `ssh-agent takes messages of at most ${maxMessage} bytes, and this one has ${request.length - 4}`,
      { hint: "sign with a key file: kprovengine keys new makes one" },
    );
  const sig = parseSignature(await askAgent(request, agent), kind);
  if (sig === "refused") throw new KprovError("E_SIGN", `${label} refused to sign: denied, removed or locked`);
  if (sig === undefined) throw new KprovError("E_SIGN", `${label} answered with something that is no signature`);
  return sig;
};
