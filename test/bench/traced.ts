/**
 * A step that imports modules and reads many files in ten rounds, as training does, under us and under plain strace.
 *
 * @module
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { which } from "../../lib/exec.ts";
import { tracedCalls } from "../../lib/run/files-traced/strace.ts";
import { dataRepository } from "./data.ts";
import type { Bench, Pair } from "./rows.ts";

const program = `
import argparse, asyncio, csv, decimal, email, http.client, json, logging, sqlite3, ssl, unittest, xml.dom.minidom
import os
size = 0
for epoch in range(10):
  for directory, _, names in os.walk("data"):
    for name in names:
      with open(os.path.join(directory, name), "rb") as file: size += len(file.read())
print(size)
`;

/** The peer has the same filter, and nothing else that we ask for: no paths of descriptors, nothing to be parsed. */
export const tracing = ({ dir, installed }: Bench, env: NodeJS.ProcessEnv): Pair => {
  const cwd = dataRepository(join(dir, "2000x4096"), { count: 2000, size: 4096 });
  const [out, log] = [join(dir, "traced"), join(dir, "strace.log")];
  const step = ["/usr/bin/python3", "-B", "-c", program];
  const lookup = which("strace", { cwd, env });
  const filter = `trace=${tracedCalls.map((name) => `?${name}`).join(",")}`;
  return {
    ours: {
      argv: [process.execPath, installed.file, "run", "--trace-files", "--out", out, "--input", "data", "--", ...step],
      cwd,
      env,
    },
    peer: "found" in lookup ? { argv: [lookup.found, "-f", "-e", filter, "-o", log, "--", ...step], cwd, env } : null,
    reset: () => rmSync(out, { recursive: true, force: true }),
  };
};
