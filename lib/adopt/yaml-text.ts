/**
 * Texts as values of YAML.
 *
 * @module
 */

/**
 * `text` as a scalar that every reader takes for these characters and for a text: plain where nothing in it means
 * anything, single-quoted (YAML 1.2, section 7.3.2), or double-quoted with escapes (7.3.1) when it has controls, line
 * ends of any version of YAML, or what can't be seen.
 */
export const yamlText = (text: string): string => {
  if (unseen.test(text)) return JSON.stringify(text).replace(everyUnseen, escaped);
  const isPlain = /^[A-Za-z_./][\w./ =,@$&:>-]*$/.test(text) && !/: |[: ]$| #/.test(text) && !reserved.test(text);
  return isPlain ? text : `'${text.replaceAll("'", "''")}'`;
};

// --- internal ---

/** Texts that are something else to a reader of YAML 1.1 or 1.2, section 10.3.2. */
const reserved = /^(?:true|false|null|yes|no|on|off|y|n|\.(?:inf|nan)|[-.\d_]+)$/i;

const unseen =
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]/;
const everyUnseen = new RegExp(unseen, "g");

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
