/**
 * Work trees in which a command could find its way back.
 *
 * @module
 */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { findWayBack } from "../../../../lib/guard/staged/leads-back.ts";
import { temporary } from "../../../support/temporary.ts";

export type Files = Record<string, string | { link: string }>;

/** A work tree with packages of a workspace and an environment; paths, links and texts may name it by `TOP`, another directory by `ELSEWHERE`, the one above by `ABOVE`, and `TOP` from there by `PLACE`. */
export const workTree = (files: Files) => {
  const [top, elsewhere] = [temporary(), temporary()];
  const named = (text: string) =>
    text
      .replaceAll("TOP", top)
      .replaceAll("ELSEWHERE", elsewhere)
      .replaceAll("ABOVE", dirname(top))
      .replaceAll("PLACE", `/${basename(top)}`);
  for (const name of ["src", "packages/lib", "node_modules/.pnpm/other"])
    mkdirSync(join(top, name), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const path = resolve(top, named(name));
    mkdirSync(dirname(path), { recursive: true });
    if (typeof content === "string") writeFileSync(path, named(content));
    else symlinkSync(named(content.link), path);
  }
  const ask = (more: { argv?: string[]; env?: Record<string, string>; links?: string[]; cwd?: string }) =>
    findWayBack({
      top,
      argv: (more.argv ?? ["pytest"]).map(named),
      env: Object.fromEntries(Object.entries(more.env ?? {}).map(([name, value]) => [name, named(value)])),
      linked: (more.links ?? ["node_modules", ".venv"]).map((name) => join(top, name)),
      cwd: named(more.cwd ?? "ELSEWHERE"),
    });
  return { top, elsewhere, ask };
};

export const site = ".venv/lib/python3.12/site-packages";
