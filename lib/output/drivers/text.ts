/**
 * What a person sees on the terminal, without colours.
 *
 * @module
 */
import { guarded } from "../../text.ts";
import { inert } from "../problem.ts";
import type { OutputDriver } from "../registry.ts";

const text: OutputDriver = {
  meta: { name: "text", readBy: "people", packages: [] },
  format: async (outcome, { view }) => {
    const page = guarded(await outcome.text({ ...view, colour: false }), { colour: false });
    return `${page.trimEnd().split("\n").map(inert).join("\n")}\n`;
  },
  // Its last lines: the verdict, and what was written about it.
  wrote: (page) => /^error E_[A-Z_]+: /.test(page) || page.trimEnd().split("\n").slice(-4).some(isVerdict),
};

export default text;

// --- internal ---

const isVerdict = (line: string): boolean =>
  /^[a-z][a-z-]*: (?:proved|partial|violated|could not decide) \(.*\)$/.test(line);
