/**
 * The shapes that one secret value takes in logs, arguments and files.
 *
 * @module
 */

export interface Form {
  bytes: Buffer;
  /** It is UTF-16LE, so what replaces it must be too. */
  isWide: boolean;
}

/** Shorter values, in bytes of UTF-8 without surrounding white space, are not searched for: a stated limit. */
export const minSecretBytes = 8;

/**
 * Every form of `value` that is searched for; none when it is too short.
 *
 * Plain; JSON-escaped, also with non-ASCII characters or HTML characters escaped; percent-encoded and form-encoded
 * in the common dialects, both cases; hex, both cases; base64 and base64url, alone and inside longer text at each of
 * the three alignments; UTF-16LE; each long line of a value of several lines. Not found, a stated limit: other
 * encodings, chains of encodings, compressed data, base64 or hex wrapped into lines, and a value cut into pieces.
 *
 * White space around a text doesn't belong to the secret: programs print it with and without. Of bytes that are no text:
 * as they are, hex and base64.
 */
export const formsOf = (value: string | Buffer): Form[] =>
  typeof value === "string" ? formsOfText(value) : formsOfBytes(value);

// --- internal ---

const formsOfText = (value: string): Form[] => {
  const plain = Buffer.from(value.trim(), "utf8");
  if (plain.length < minSecretBytes) return [];
  // Lone surrogates can't be encoded by anybody; what a program prints instead is U+FFFD.
  const text = plain.toString("utf8");
  const narrow = new Set([
    text,
    ...linesOf(text),
    ...jsonForms(text),
    ...urlForms(text),
    plain.toString("hex"),
    plain.toString("hex").toUpperCase(),
    ...base64Forms(plain),
  ]);
  return [
    ...[...narrow].map((form) => ({ bytes: Buffer.from(form, "utf8"), isWide: false })),
    ...[text, ...linesOf(text)].map((form) => ({ bytes: Buffer.from(form, "utf16le"), isWide: true })),
  ];
};

const formsOfBytes = (plain: Buffer): Form[] => {
  if (plain.length < minSecretBytes) return [];
  const narrow = new Set([plain.toString("hex"), plain.toString("hex").toUpperCase(), ...base64Forms(plain)]);
  return [plain, ...[...narrow].map((form) => Buffer.from(form, "utf8"))].map((bytes) => ({ bytes, isWide: false }));
};

/** A line of a key file is as good as secret, and loggers cut at lines; one shorter than this may be a brace. */
const minLineBytes = 16;

const linesOf = (text: string): string[] => {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  if (lines.length === 1) return [];
  return lines.filter((line) => Buffer.byteLength(line) >= minLineBytes && !/^-----[A-Z0-9 ]+-----$/.test(line));
};

const jsonForms = (text: string): string[] => {
  const escaped = JSON.stringify(text).slice(1, -1);
  return [
    escaped,
    // Python's json.dumps by default.
    escaped.replace(/[^\0-\x7f]/g, unicodeEscape),
    // Go's encoding/json by default.
    escaped.replace(/[<>&\u2028\u2029]/g, unicodeEscape),
  ];
};

const unicodeEscape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

const urlForms = (text: string): string[] => {
  const component = encodeURIComponent(text);
  // RFC 3986 section 2.2: these are reserved too, and other languages encode them.
  const strict = component.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  const dialects = [
    component,
    strict,
    // Python's urllib.parse.quote by default.
    strict.replaceAll("%2F", "/"),
    new URLSearchParams([["", text]]).toString().slice(1),
    userInfoOf(text),
  ];
  const spaced = dialects.flatMap((form) => [form, form.replaceAll("%20", "+")]);
  return spaced.flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase())]);
};

/** As the URL standard writes a password in front of a host. */
const userInfoOf = (text: string): string => {
  const url = new URL("https://host");
  url.password = text;
  return url.password;
};

/**
 * Base64 of the value alone, and the characters that depend on the value only when 0, 1 or 2 bytes (modulo 3)
 * stand before it. Of a value inside a longer text, up to four bits at either end stay in the characters that it
 * shares with its neighbours.
 */
const base64Forms = (plain: Buffer): string[] => {
  const padded = plain.toString("base64");
  const cores = [0, 1, 2].map((lead) => {
    const encoded = Buffer.concat([Buffer.alloc(lead), plain]).toString("base64");
    return encoded.slice(Math.ceil((lead * 8) / 6), Math.floor(((lead + plain.length) * 8) / 6));
  });
  const forms = [padded, padded.replace(/=+$/, ""), ...cores];
  return [...forms, ...forms.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))];
};
