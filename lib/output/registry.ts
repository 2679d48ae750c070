/**
 * Which forms of a report there are. The only importer of drivers; each is loaded when it is asked for.
 *
 * @module
 */
import type { View } from "../command.ts";
import type { Outcome } from "./outcome.ts";

/** What a driver says of itself. */
export interface OutputMeta {
  name: string;
  /** In a few words: who reads it. */
  readBy: string;
  /** Packages that it needs and that are not part of this one. */
  packages: readonly string[];
}

/** What a driver may know beside the outcome. */
export interface OutputOptions {
  /** How a person wants to see it. */
  view: View;
  /** Before a path from the repository's top, where whoever reads it begins higher up; empty, or with a slash at its end. */
  prefix: string;
}

/**
 * One form. Pure: the same outcome gives the same text, with a newline at its end, without times and absolute paths.
 *
 * Everything found is in it, what is waived too, or it says how much was left out and keeps the worst. A verdict that is
 * not proved never looks like a pass.
 */
export interface OutputDriver {
  meta: OutputMeta;
  format(outcome: Outcome, options: OutputOptions): string | Promise<string>;
  /** Whether a file is such a form, by `text`: its beginning, and its end when that is further on. */
  wrote(text: string): boolean;
}

const loaders = {
  text: () => import("./drivers/text.ts"),
  json: () => import("./drivers/json.ts"),
  sarif: () => import("./drivers/sarif.ts"),
  junit: () => import("./drivers/junit.ts"),
  github: () => import("./drivers/github.ts"),
  gitlab: () => import("./drivers/gitlab.ts"),
  markdown: () => import("./drivers/markdown.ts"),
  lines: () => import("./drivers/lines.ts"),
  matcher: () => import("./drivers/matcher.ts"),
} satisfies Record<string, () => Promise<{ default: OutputDriver }>>;

export type Format = keyof typeof loaders;

/** Names of all forms, in the order in which people are told of them. */
export const formats = Object.keys(loaders) as Format[];

export const loadDriver = async (format: Format): Promise<OutputDriver> => (await loaders[format]()).default;

/** Every driver's own words. */
export const outputMetas = async (): Promise<OutputMeta[]> =>
  Promise.all(formats.map(async (format) => (await loadDriver(format)).meta));
