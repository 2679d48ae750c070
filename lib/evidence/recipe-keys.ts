/**
 * The keys in `VERIFY.txt`: which are needed, how to turn one form into the other, how to compare them.
 *
 * @module
 */
import { visible } from "../text.ts";
import type { RecipeEnvelope, RecipeSignature } from "./recipe-envelopes.ts";

export interface RecipeKey {
  /** Of the files that it is saved in, without an ending. */
  name: string;
  /** For people. */
  shown: string;
  algorithm: RecipeSignature["algorithm"];
}

export interface RecipeKeys {
  list: RecipeKey[];
  /** The section. */
  text: string;
  of(signature: RecipeSignature): RecipeKey | undefined;
}

/** Every key that the envelopes name, once, in their order. */
export const recipeKeys = (envelopes: readonly RecipeEnvelope[]): RecipeKeys => {
  const keys = new Map<string, RecipeKey & { fingerprint: string | undefined }>();
  const names = new Set<string>();
  for (const signature of envelopes.flatMap(({ signatures }) => signatures)) {
    if (signature === undefined || keys.has(idOf(signature))) continue;
    const fingerprint = isFingerprint(signature.keyid) ? signature.keyid : undefined;
    const own = `key-${hexOf(signature.keyid)}`;
    const name = fingerprint === undefined || names.has(own) ? `key-${keys.size + 1}` : own;
    names.add(name);
    const shown = signature.keyid === "" ? `a key that is not named (${name})` : visible(signature.keyid);
    keys.set(idOf(signature), { name, shown, algorithm: signature.algorithm, fingerprint });
  }
  const list = [...keys.values()];
  return {
    list,
    text: [head, ...list.map((key) => keyText(key, key.fingerprint))].join("\n"),
    of: (signature) => keys.get(idOf(signature)),
  };
};

// --- internal ---

const idOf = ({ algorithm, keyid }: RecipeSignature): string => `${algorithm} ${keyid}`;

/** As `ssh-keygen -l` writes it. */
const isFingerprint = (keyid: string): boolean => /^SHA256:[A-Za-z0-9+/]{43}$/.test(keyid);

/** The same digits as in the names of the files in attestations/. */
const hexOf = (keyid: string): string =>
  Buffer.from(keyid.slice("SHA256:".length), "base64").toString("hex").slice(0, 16);

const head = `2. The keys
-----------

A signature proves something only by a public key that you have from its owner:
handed over, read out on the telephone, on a page that only they can change.
A key that comes with the archive proves nothing, and the names below are only
what the envelopes say.
`;

const titles = { ed25519: "Ed25519", "ecdsa-p256": "ECDSA P-256" } as const satisfies Record<
  RecipeKey["algorithm"],
  string
>;

const keyText = ({ name, shown, algorithm }: RecipeKey, fingerprint: string | undefined): string => {
  const { ssh, sshHead, bytes, pemHead } = forms[algorithm];
  return `${shown} (${titles[algorithm]})

If you have it as a line "${ssh} AAAA...", save it beside this
page as ${name}.pub and turn it into PEM:

    { printf '${pemHead}'
      cut -d ' ' -f 2 ../${name}.pub | base64 -d | tail -c ${bytes}; } |
      openssl pkey -pubin -inform DER -out ../${name}.pem

If you have it as "-----BEGIN PUBLIC KEY-----", save it beside this page as
${name}.pem and turn it into such a line, for its fingerprint:

    { printf '${ssh} '
      { printf '${sshHead}'
        openssl pkey -pubin -in ../${name}.pem -outform DER |
          tail -c ${bytes}; } |
        base64 | tr -d '\\n'; echo; } > ../${name}.pub

The fingerprint must be the one that its owner tells you${fingerprint === undefined ? "" : ", and the one above"}:

    ssh-keygen -lf ../${name}.pub${fingerprint === undefined ? "" : ` |\n      grep -F '${fingerprint}'`}
`;
};

/**
 * What stands before the key's own bytes. SSH: RFC 4253 section 6.6, RFC 8709, RFC 5656. PEM: SubjectPublicKeyInfo, RFC 8410
 * and RFC 5480.
 */
const forms = {
  ed25519: {
    ssh: "ssh-ed25519",
    sshHead: "\\000\\000\\000\\013ssh-ed25519\\000\\000\\000\\040",
    pemHead: "\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000",
    bytes: 32,
  },
  "ecdsa-p256": {
    ssh: "ecdsa-sha2-nistp256",
    sshHead: "\\000\\000\\000\\023ecdsa-sha2-nistp256\\000\\000\\000\\010nistp256\\000\\000\\000\\101",
    pemHead: [
      "\\060\\131\\060\\023\\006\\007\\052\\206\\110\\316\\075\\002\\001\\006\\010",
      "\\052\\206\\110\\316\\075\\003\\001\\007\\003\\102\\000",
    ].join(""),
    bytes: 65,
  },
} as const satisfies Record<RecipeKey["algorithm"], { ssh: string; sshHead: string; pemHead: string; bytes: number }>;
