/**
 * Ends cut off in one pass: `/x+$/` takes the square of the time where hostile text has many `x` not at the end.
 *
 * @module
 */

/** `text` without the characters of `units` at its end. */
export const trimEndOf = (text: string, units: string): string => {
  let end = text.length;
  while (end > 0 && units.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
};

/** `text` up to the first `#` that begins it or stands behind white space. */
export const withoutComment = (text: string): string => {
  for (let at = text.indexOf("#"); at !== -1; at = text.indexOf("#", at + 1)) {
    if (text.charAt(at - 1).trim() === "") return text.slice(0, at);
  }
  return text;
};
