/**
 * `mise.lock`: from where mise brings each tool.
 *
 * mise.jdx.dev "mise.lock lockfile".
 *
 * @module
 */
import { type Fault, shortened } from "../fault.ts";

/** Programs of `programs` that come from elsewhere than from those who make them. */
export const lockFaults = (path: string, text: string, programs: ReadonlySet<string>): Fault[] => {
  let tool = "";
  return text.split(/\r\n|\n|\r/).flatMap((line, index): Fault[] => {
    const [, quoted, bare] = /^\s*\[{1,2}\s*tools\s*\.\s*(?:["']([^"']+)["']|([\w-]+))/.exec(line) ?? [];
    tool = quoted ?? bare ?? (/^\s*\[/.test(line) ? "" : tool);
    const name = tool.split(/[/:]/).at(-1) ?? "";
    if (!programs.has(name)) return [];
    const odd = [...line.matchAll(/https?:[^"'\s]*/g)].some(([url]) => !makers.test(url));
    const why = "mise brings another program of the gate's name";
    const at = { path, line: index + 1, column: line.search(/\S/) + 1 };
    return odd ? [{ kind: "unread", level: "undecided", at, written: shortened(line), why }] : [];
  });
};

// --- internal ---

const makers =
  /^https:\/\/(?:nodejs\.org\/|registry\.npmjs\.org\/|(?:api\.)?github\.com\/(?:repos\/)?(?:oven-sh\/bun|pnpm\/pnpm|yarnpkg\/(?:yarn|berry)|casey\/just)\/)/;
