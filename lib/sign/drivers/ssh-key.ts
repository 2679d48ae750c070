/**
 * Signs with a key file of OpenSSH's that has no passphrase.
 *
 * @module
 */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { KprovError } from "../../errors.ts";
import { crypto } from "../../lazy-crypto.ts";
import { shellQuote, visible } from "../../text.ts";
import { readPrivateFile } from "../keys/custody.ts";
import { isOpenssh, parseOpenssh } from "../keys/openssh.ts";
import { assertNotPublic } from "../keys/published.ts";
import type { SignerOptions } from "../options.ts";
import { describePublicKey } from "../public-key.ts";
import type { SignerDriver, SignerMeta } from "../registry.ts";
import type { Signer } from "../signer.ts";
import { localSigner } from "./key-file.ts";

const meta: SignerMeta = { name: "ssh-key", spec: "ssh:PATH", packages: [] };

const open = async (given: string | undefined, options: SignerOptions): Promise<Signer> => {
  const path = placeOf(given ?? "", options);
  assertNotPublic(path, given ?? "");
  // Named by its owner, who may well keep it behind a link, as ssh itself allows.
  const text = readPrivateFile(path, { followLink: true }).toString("latin1");
  if (!isOpenssh(text))
    throw new KprovError("E_KEY", `"${visible(path)}" is not a private key of OpenSSH's`, {
      hint: `kprovengine keys import ${shellQuote(path)} takes PKCS#8 in PEM`,
    });
  const object = parseOpenssh(text, path);
  const publicKey = describePublicKey(crypto().createPublicKey(object), path);
  return localSigner(object, publicKey, `ssh:${visible(given ?? "")}`);
};

export default { meta, open } satisfies SignerDriver;

// --- internal ---

/** Behind `ssh:` no shell replaces the tilde. */
const placeOf = (given: string, { cwd, env = process.env }: SignerOptions): string =>
  given.startsWith("~/") ? join(env["HOME"] ?? homedir(), given.slice(2)) : resolve(cwd, given);
