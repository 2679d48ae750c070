/**
 * Which values of an environment are secrets.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import { compareBytes } from "../../report.ts";
import { minSecretBytes } from "./forms.ts";
import { valuesOfLines } from "./lines.ts";

export interface Secret {
  /** The variable, or file, that it came from. */
  name: string;
  /** Bytes when it is no text. */
  value: string | Buffer;
}

/**
 * The secrets of `env`, sorted by name: values of variables with a secret-looking name, of `extra.names`, each line of them, and
 * whatever is written as a secret inside any other value: the password of a URL (as it stands and percent-decoded),
 * a long user name of an http URL without password (a token), and `password=…` pairs.
 *
 * Left out, because they keep nothing secret and redacting them would garble ordinary output: values under
 * {@link minSecretBytes}; an absolute path that exists (the variable says where a secret lies); the name of another
 * variable; a mask (`********`); and the few words of `plainWords`. Names in `extra.names`, compared
 * without case, are only held to the length.
 */
export const findSecrets = (env: NodeJS.ProcessEnv, extra: { names?: readonly string[] } = {}): Secret[] => {
  const asked = new Set(extra.names?.map((name) => name.toLowerCase()));
  const found = new Map<string, Secret>();
  for (const name of Object.keys(env).sort(compareBytes)) {
    const value = env[name] ?? "";
    const isAsked = asked.has(name.toLowerCase());
    const whole = isAsked || isSecretName(name) ? [value] : [];
    const lines = whole.length > 0 && /[\r\n]/.test(value.trim()) ? valuesOfLines(value) : [];
    for (const candidate of [...whole, ...lines, ...secretsInside(value)].map((text) => text.trim())) {
      if (Buffer.byteLength(candidate) < minSecretBytes) continue;
      if (!isAsked && isHarmless(candidate, env)) continue;
      found.set(`${name}\0${candidate}`, { name, value: candidate });
    }
  }
  return [...found.values()];
};

/** Whether a variable of this name holds a secret, judged by its words, whatever their case. */
export const isSecretName = (name: string): boolean => {
  const words = wordsOf(name);
  const last = words.at(-1) ?? "";
  if (settingWords.has(last)) return false;
  if (words.some((word) => /(?:password|passwd|passphrase|secret|token|apikey|credential)s?$/.test(word))) return true;
  if (words.some((word) => secretWords.has(word))) return true;
  if (words.some((word, index) => secretPairs.has(`${words[index - 1]} ${word}`))) return true;
  if (/^(?:pass|pats?)$/.test(last)) return true;
  // Alone, or as OLDPWD, it is the working directory.
  if (last.endsWith("pwd")) return words.length > 1 || (last !== "pwd" && last !== "oldpwd");
  if (/^keys?$/.test(last)) return !publicKinds.has(words.at(-2) ?? "");
  return words.some((word) => /^sessions?$/.test(word)) && !desktopWords.has(words[0] ?? "");
};

/** Whether `value` keeps nothing secret, as {@link findSecrets} says. */
export const isHarmless = (value: string, env: NodeJS.ProcessEnv): boolean =>
  plainWords.has(value.toLowerCase()) ||
  /^([*•x.#_=-])\1*$/iu.test(value) ||
  Object.hasOwn(env, value) ||
  (isAbsolute(value) && existsSync(value));

// --- internal ---

const secretWords: ReadonlySet<string> = new Set(
  `auth oauth authorization bearer cookie cookies signature signatures dsn jwt webhook creds sshpass
  accesskey accesskeys privatekey privatekeys secretkey connectionstring connstr`.split(/\s+/),
);

const secretPairs: ReadonlySet<string> = new Set([
  "api key",
  "api keys",
  "access key",
  "access keys",
  "private key",
  "private keys",
  "connection string",
  "connection str",
  "conn string",
  "conn str",
]);

/** Last words that say that the variable holds a place, a number, a name or a switch, and not the secret. */
const settingWords: ReadonlySet<string> = new Set(
  `file path dir directory sock socket host port endpoint timeout ttl length enabled disabled
  type method mode algorithm provider backend manager version name user username`.split(/\s+/),
);

/** Keys that are not keys to anything, or that are for everybody. */
const publicKinds: ReadonlySet<string> = new Set(
  "public primary foreign sort partition shard row cache group join".split(" "),
);

/** First words of variables that speak of the session on the desktop or in the terminal. */
const desktopWords: ReadonlySet<string> = new Set("xdg dbus desktop gnome kde wayland term iterm wt tmux".split(" "));

/**
 * Switches, and passwords that every manual prints. Searching for them would withhold each file with the word
 * "postgres" and protect nothing.
 */
const plainWords: ReadonlySet<string> = new Set(
  `disabled required optional undefined anonymous localhost development production password changeme
  postgres postgresql rabbitmq minioadmin x-oauth-basic x-access-token`.split(/\s+/),
);

/** `dbPassword2` and `DB_PASSWORD_2` are both `db`, `password`. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/\d+$/, ""))
    .filter((word) => word !== "");

const secretsInside = (value: string): string[] => {
  const inUrls = urlSecrets.flatMap((pattern) => [...value.matchAll(pattern)].map(([, secret = ""]) => secret));
  const inPairs = [...value.matchAll(pair)]
    .filter(([, key = ""]) => isSecretName(key))
    .map(([, , quoted, bare]) => quoted ?? bare ?? "");
  return [...inUrls, ...inPairs].flatMap((secret) => [secret, ...decoded(secret)]);
};

const urlSecrets = [
  // The password up to the last "@" of the authority (the URL standard), and up to the first: lists of hosts repeat the pair.
  /:\/\/[^\s/:@]*:([^\s/]+)@/g,
  /:\/\/[^\s/:@]*:([^\s/@]+)@/g,
  // A user name without password: short ones are names of people, which are no secret.
  /https?:\/\/([^\s/:@]{20,})(?::x-oauth-basic)?@/gi,
];

/** The look-behind starts each run of name characters once: without it, a long value costs its square. */
const pair = /(?<![\w.-])([\w.-]+)=(?:["']([^"']+)["']|([^\s;&"']+))/g;

const decoded = (text: string): string[] => {
  try {
    return [decodeURIComponent(text)];
  } catch {
    return []; // Not percent-encoded after all: it is searched for as it stands.
  }
};
