/**
 * The scan for forbidden tokens as a program of its own: `forbidden.cjs CACHE TOKENS`, in a repository. Exits 0 when it
 * found nothing and examined something.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { scanForbidden } from "../../lib/guard/forbidden/index.ts";

const main = async (cacheDir = "", list = ""): Promise<void> => {
  const tokens = readFileSync(list, "utf8").trim().split("\n");
  const place = { cwd: process.cwd(), cacheDir, declaredIn: [] };
  const { findings, coverage } = await scanForbidden({ ...place, tokens, version: "bench" });
  const isProved = findings.length === 0 && coverage.every(({ examined }) => examined > 0);
  process.exitCode = isProved ? 0 : 1;
};

void main(...process.argv.slice(2));
