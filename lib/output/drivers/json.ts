/**
 * The document that `--json` prints; for a command that stopped, the one that it prints on stderr.
 *
 * @module
 */
import { inertJson } from "../problem.ts";
import type { OutputDriver } from "../registry.ts";

const json: OutputDriver = {
  meta: { name: "json", readBy: "programs", packages: [] },
  format: ({ document }) => inertJson(document),
  wrote: (text) => /^\{\n {2}"schema": "kprov\.(?:report|preflight|error)\/v\d+"/.test(text),
};

export default json;
