/**
 * Names and first bytes that give a secret away.
 *
 * Names are compared in lower case. Everything here is a name that programs write credentials to by
 * themselves, so a hit needs no look at values, and no value is ever read into a report.
 *
 * @module
 */

/** Base names, or the last elements of a path. */
export const secretNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "an SSH private key": ["id_rsa", "id_dsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk", "id_xmss"],
    "environment variables": [".env"],
    "cloud credentials": [
      ".aws/credentials",
      "credentials.json",
      "application_default_credentials.json",
      ".boto",
      ".s3cfg",
      ".oci/config",
      ".azure/accesstokens.json",
    ],
    "cluster credentials": ["kubeconfig", ".kube/config"],
    "registry credentials": [".cargo/credentials", ".cargo/credentials.toml", ".gem/credentials"],
    "git credentials": [".git-credentials"],
    "password hashes": [".htpasswd"],
    "database credentials": [".pgpass", ".mylogin.cnf"],
    "application secrets": ["secrets.yml", "secrets.yaml", ".streamlit/secrets.toml"],
    "a vault's key": [".vault-token", ".vault_pass", ".vault_pass.txt", ".vault-password", "master.key"],
  }).flatMap(([what, names]) => names.map((name) => [name, what] as const)),
);

/** Patterns over the base name in lower case. */
export const secretPatterns: readonly { pattern: RegExp; what: string }[] = [
  // Of a template there is nothing to hide; .env.vault holds ciphertext and is made to be committed.
  {
    pattern: /^\.env\.(?!(?:.*\.)?(?:example|sample|template|tmpl|dist|defaults|schema|vault)$)[\s\S]/,
    what: "environment variables",
  },
  { pattern: /^service[-_]?account.*\.json$/, what: "cloud credentials" },
  { pattern: /^client_secrets?(?:_.*)?\.json$/, what: "cloud credentials" },
  { pattern: /-firebase-adminsdk-.*\.json$/, what: "cloud credentials" },
  { pattern: /\.kubeconfig$/, what: "cluster credentials" },
  { pattern: /\.tfstate(?:\.backup)?$/, what: "Terraform state, which holds secrets in the clear" },
  { pattern: /\.(?:key|ppk)$/, what: "a private key" },
  // Android's debug.keystore has a published password and signs nothing that matters.
  { pattern: /^(?!debug\.keystore$).*\.(?:p12|pfx|jks|keystore)$/, what: "a key store" },
  { pattern: /\.(?:kdbx?|agilekeychain|opvault)$/, what: "a password store" },
  { pattern: /\.ovpn$/, what: "VPN credentials" },
];

/**
 * The beginning of an assignment to a variable that is called like a secret, in `VAR=value` form, and of a value that
 * stands there itself: not empty, no `${OTHER}`, no `<placeholder>`, no `changeme`.
 */
const secretAssignment =
  /^[ \t]*(?:export[ \t]+)?(?:\w*_)?(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|(?:API|ACCESS|PRIVATE|SECRET|ENCRYPTION|SIGNING|AUTH)_?KEY)(?:_(?:V?\d+|PROD(?:UCTION)?|STAGING|LIVE|TEST|DEV|BASE64|B64))?[ \t]*=[ \t]*["']?(?!\$|<|\{\{|%|op:\/\/|(?:change_?-?me|your|x{3,}|example|placeholder|todo)(?![^\s"'_-])|(?:none|null|true|false|yes|no|on|off|[01])["']?(?:\s|$)|\*)[^\s"'#]/im;

/**
 * Files that are harmless until they hold a token; `name` is tried on the last two elements of the path.
 * A value that only names a variable, such as `${NPM_TOKEN}`, is no token.
 */
export const tokenLines: readonly { name: RegExp; line: RegExp; what: string }[] = [
  {
    name: /\/\.npmrc$/,
    line: /^[^#;\n]*_(?:authToken|auth|password)\s*=\s*["']?(?!\$\{)[^\s"']/im,
    what: "an npm token",
  },
  { name: /\/\.yarnrc\.yml$/, line: /^\s*npmAuth(?:Token|Ident)\s*:\s*["']?(?!\$\{)[^\s"'#]/m, what: "an npm token" },
  { name: /\/\.pypirc$/, line: /^\s*password\s*[=:][ \t]*(?!\$\{)\S/im, what: "a PyPI token" },
  // prod.env beside .env: many are build settings, so only what is called like a secret counts; a template never.
  {
    name: /\/(?!(?:.*[._-])?(?:example|sample|template|tmpl|dist|defaults|schema)\.env$)[^/]+\.env$/,
    line: secretAssignment,
    what: "environment variables",
  },
  { name: /\/[._]netrc$/, line: /\bpassword\s+\S/i, what: "a password" },
  { name: /\/\.my\.cnf$/, line: /^\s*password\s*=[ \t]*\S/im, what: "a password" },
  {
    name: /\/(?:\.dockercfg|\.docker\/config\.json)$/,
    line: /"(?:auth|identitytoken)"\s*:\s*"[^"]+"/,
    what: "registry credentials",
  },
  { name: /\.json$/, line: /"private_key"\s*:\s*"-----BEGIN/, what: "a service account's private key" },
];

/**
 * First bytes of a private key: PEM (RFC 7468), OpenSSH, OpenPGP (RFC 9580), PuTTY, age. A `.pem` may have
 * text before the key, so there any line counts.
 */
export const privateKeyStart =
  /^\s*(?:-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d|AGE-SECRET-KEY-1)/;
export const privateKeyLine = /^-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/m;

/** What a `.key` may hold instead: a public key, a certificate, or a slide show (a zip); not when a private key follows. */
export const publicStart =
  /^\s*(?:-----BEGIN (?:[A-Z0-9]+ )*(?:PUBLIC KEY(?: BLOCK)?|CERTIFICATE(?: REQUEST)?)-----|ssh-|PK\x03\x04)(?![\s\S]*[\r\n]-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY)/;

/** Whole-file encryption, made to be committed: git-crypt and Ansible Vault. */
export const encryptedStart = /^(?:\0GITCRYPT\0|\$ANSIBLE_VAULT;)/;
