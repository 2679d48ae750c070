/**
 * Signs by another program: the door to a KMS or an HSM. The protocol is described in `exec.md` beside this file.
 *
 * @module
 */
import { KprovError, messageOf } from "../../errors.ts";
import { type Captured, capture, withoutOwnSecrets } from "../../exec.ts";
import { type JsonValue, parseJson } from "../../json.ts";
import { visible } from "../../text.ts";
import { splitWords } from "../command-words.ts";
import { patience, type SignerOptions } from "../options.ts";
import { type PublicKey, parsePublicKey } from "../public-key.ts";
import type { SignerDriver, SignerMeta } from "../registry.ts";
import type { Signer } from "../signer.ts";

const meta: SignerMeta = { name: "exec", spec: "exec:COMMAND", packages: [] };

const open = async (command: string | undefined, options: SignerOptions): Promise<Signer> => {
  const argv = splitWords(command ?? "");
  const label = `exec:${visible(argv[0])}`;
  const program = { argv, label, options };
  const answer = await ask(program, { action: "public-key" });
  const publicKey = keyOf(textOf(answer, "publicKey", label), label);
  return {
    ...{ kind: "key", publicKey, label },
    sign: async (bytes) => {
      const signed = await ask(program, { action: "sign", payload: bytes.toString("base64") });
      return decode(textOf(signed, "sig", label), label);
    },
  };
};

export default { meta, open } satisfies SignerDriver;

// --- internal ---

interface Program {
  argv: readonly [string, ...string[]];
  label: string;
  options: SignerOptions;
}

type Answer = { [key: string]: JsonValue };

const maxAnswer = 64 * 1024;

const ask = async (
  { argv, label, options }: Program,
  request: { action: string; payload?: string },
): Promise<Answer> => {
  const { cwd, env = process.env, timeout = patience } = options;
  const input = `${JSON.stringify({ schema: "kprov.sign-request/v1", ...request })}\n`;
  let ended: Captured;
  try {
    const limits = { timeout, maxBytes: maxAnswer, ownGroup: true, endsWithUs: true };
    ended = await capture(argv, { cwd, env: withoutOwnSecrets(env), input, ...limits });
  } catch (cause) {
    throw new KprovError("E_SIGN", `${label} did not answer: ${messageOf(cause)}`, { cause });
  }
  if (ended.status !== 0)
    throw new KprovError("E_SIGN", `${label} failed with ${ended.status}${firstLine(ended.stderr)}`);
  return parseAnswer(ended.stdout, label);
};

const firstLine = (stderr: string): string => {
  const line = stderr.trim().split("\n")[0] ?? "";
  return line === "" ? "" : `: ${visible(line.slice(0, 200))}`;
};

const parseAnswer = (stdout: Buffer, label: string): Answer => {
  const text = stdout.toString("latin1").replace(/\r?\n$/, "");
  if (text.includes("\n")) throw new KprovError("E_SIGN", `${label} answered with more than one line`);
  let value: JsonValue;
  try {
    value = parseJson(stdout, { name: label, maxBytes: maxAnswer, maxDepth: 4 });
  } catch {
    // Not with the cause: it would quote whatever the program has printed.
    throw new KprovError("E_SIGN", `${label} answered with something that is not JSON`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new KprovError("E_SIGN", `${label} answered with something that is no JSON object`);
  if (typeof value["error"] === "string")
    throw new KprovError("E_SIGN", `${label} refused: ${visible(value["error"].slice(0, 200))}`);
  return value;
};

const textOf = (answer: Answer, member: string, label: string): string => {
  const value = Object.hasOwn(answer, member) ? answer[member] : undefined;
  if (typeof value !== "string" || value === "")
    throw new KprovError("E_SIGN", `${label} answered without "${member}"`);
  return value;
};

const keyOf = (text: string, label: string): PublicKey => {
  try {
    return parsePublicKey(text, label);
  } catch (cause) {
    throw new KprovError("E_SIGN", `${label} has no public key that can be used: ${messageOf(cause)}`, { cause });
  }
};

const decode = (base64: string, label: string): Buffer => {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.toString("base64") !== base64) throw new KprovError("E_SIGN", `${label} gave a "sig" that is not base64`);
  return bytes;
};
