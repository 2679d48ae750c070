/**
 * Metablocks: what in-toto signs, and the signatures over it.
 *
 * @module
 */
import type { JsonValue } from "../../json.ts";
import type { Signer } from "../../sign/index.ts";
import { olpcJson } from "./canonical.ts";

/** `signed` with one signature, listed under each of `keyids`. Ed25519 gives the same one every time. */
export const signMetablock = async (
  signed: { [key: string]: JsonValue },
  signer: Signer,
  keyids: readonly string[],
): Promise<Buffer> => {
  const sig = (await signer.sign(Buffer.from(olpcJson(signed), "utf8"))).toString("hex");
  const signatures = keyids.map((keyid) => ({ keyid, sig }));
  return Buffer.from(`${JSON.stringify({ signatures, signed }, null, 1)}\n`, "utf8");
};
