/**
 * What files say of runtimes, as short lines.
 *
 * @module
 */
import { gatherStatements } from "../../../../../lib/guard/runtime/gather.ts";

/** `kind runtime text @line:column`, after references are resolved. */
export const said = async (files: Record<string, string>): Promise<string[]> => {
  const { views, findings } = await gatherStatements({
    paths: Object.keys(files),
    versions: async (path) => (path in files ? [{ from: "index", text: files[path] ?? "" }] : []),
  });
  return [
    ...(views[0]?.statements ?? []).map(
      ({ kind, runtime, located }) => `${kind} ${runtime} ${located.value} @${located.line}:${located.column}`,
    ),
    ...findings.map(({ code, path }) => `${code} ${path}`),
    ...(views[0]?.unseen ?? []).map(
      ({ located, why, isBroken }) =>
        `${isBroken ? "broken" : "unseen"} ${located.value}: ${why} @${located.path}:${located.line}:${located.column}`,
    ),
  ];
};

/** Without places. */
export const texts = async (files: Record<string, string>) => (await said(files)).map((one) => one.replace(/ @.*/, ""));
