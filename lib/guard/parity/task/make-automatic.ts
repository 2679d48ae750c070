/**
 * Variables that make sets anew for each target.
 *
 * @module
 */
import type { MakeValue } from "./make-expand.ts";
import type { MakeRule } from "./make-rules.ts";
import type { Makefile } from "./makefile.ts";

/**
 * GNU make's manual, "Automatic Variables", as far as one rule's own words say them: a pattern's, and those of files that are looked
 * for elsewhere, only make knows.
 */
export const automaticOf = (
  { rules: all, searched, isTracked }: Pick<Makefile, "rules" | "searched" | "isTracked">,
  target: string,
  rules: readonly MakeRule[],
): Map<string, MakeValue> => {
  const known: [string, string][] = [["@", target]];
  const [rule, ...others] = rules;
  const isOwn = rule !== undefined && others.length === 0 && all.get(target)?.includes(rule) === true;
  const [first, ...more] = isOwn && searched.length === 0 ? rule.renewing : [];
  // What is there make looks for nowhere else, also by a VPATH of its command line.
  if (first !== undefined && [first, ...more].every((name) => /^[\w./][\w./+-]*$/.test(name) && isTracked(name)))
    known.push(["<", first], ["^", [...new Set([first, ...more])].join(" ")]);
  return new Map(known.map(([name, text]) => [name, { text, asks: [] }]));
};
