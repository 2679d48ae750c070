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
};

export default text;
