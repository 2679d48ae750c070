/**
 * The programs that we are compared with.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { which } from "../../lib/exec.ts";

/** in-toto with an Ed25519 key of its own. */
export interface InToto {
  /** `in-toto-run` around `true`, with `args` in between. */
  wrapTrue(args: readonly string[]): readonly [string, ...string[]];
  /**
   * Sign `data` below `cwd` as the products of a step and lay out an inspection that compares them; returns the
   * command that verifies.
   */
  prepareVerification(cwd: string): readonly [string, ...string[]];
}

/** Null when it isn't installed. Keys and links are kept below `dir`. */
export const findInToto = (dir: string): InToto | null => {
  const [run, verify, keygen] = [find("in-toto-run"), find("in-toto-verify"), find("in-toto-keygen")];
  if (run === null || verify === null || keygen === null) return null;
  const [key, links, layout] = [join(dir, "in-toto-key"), join(dir, "in-toto-links"), join(dir, "in-toto.layout")];
  mkdirSync(links, { recursive: true });
  execFileSync(keygen, ["--type", "ed25519", key]);
  const wrapTrue = (args: readonly string[], name = "bench"): readonly [string, ...string[]] => {
    const own = ["--step-name", name, "--key", key, "--key-type", "ed25519", "--metadata-directory", links];
    return [run, ...own, ...args, "--", "true"];
  };
  return {
    wrapTrue,
    prepareVerification: (cwd) => {
      const [program, ...args] = wrapTrue(["--products", "."], "products");
      execFileSync(program, args, { cwd });
      execFileSync(interpreterOf(run), ["-c", makeLayout, key, layout]);
      const keys = ["--layout-keys", `${key}.pub`, "--key-types", "ed25519"];
      return [verify, "--layout", layout, ...keys, "--link-dir", links];
    },
  };
};

/** ripgrep 15 as npm has it, else the one on PATH, whose version the table then shows; null when there is none. */
export const findRipgrep = (): { program: string; version: string } | null => {
  const program = ripgrepOfPackage() ?? find("rg");
  if (program === null) return null;
  const said = execFileSync(program, ["--version"], { encoding: "utf8" });
  return { program, version: /^ripgrep (\S+)/.exec(said)?.[1] ?? "of unknown version" };
};

/** A search that finds nothing exits 1, and must: as a command that exits 0. */
export const findingNothing = (argv: readonly string[]): readonly [string, ...string[]] => [
  "/bin/sh",
  "-c",
  '"$@"; test $? = 1',
  "sh",
  ...argv,
];

// --- internal ---

const ripgrepOfPackage = (): string | null => {
  try {
    return createRequire(import.meta.url).resolve(`@vscode/ripgrep-${process.platform}-${process.arch}/bin/rg`);
  } catch {
    return null;
  }
};

const find = (name: string): string | null => {
  const lookup = which(name, { cwd: "/", env: process.env });
  return "found" in lookup ? lookup.found : null;
};

/** The one that sees in-toto's modules. */
const interpreterOf = (script: string): string => /^#!(\S+)/.exec(readFileSync(script, "latin1"))?.[1] ?? "python3";

const makeLayout = `
import sys
from in_toto.models.layout import Inspection, Layout, Step
from in_toto.models.metadata import Metablock
from securesystemslib.interface import import_ed25519_privatekey_from_file
key = import_ed25519_privatekey_from_file(sys.argv[1])
public = {**key, "keyval": {**key["keyval"], "private": ""}}
step = Step(name="products", pubkeys=[key["keyid"]], threshold=1, expected_products=[["ALLOW", "*"]])
inspection = Inspection(name="compare", run=["true"],
  expected_materials=[["MATCH", "*", "WITH", "PRODUCTS", "FROM", "products"], ["DISALLOW", "*"]])
layout = Layout(steps=[step], inspect=[inspection], keys={key["keyid"]: public})
layout.set_relative_expiration(days=1)
signed = Metablock(signed=layout)
signed.sign(key)
signed.dump(sys.argv[2])
`;
