import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { which } from "../../../../lib/exec.ts";

export interface Workbench {
  dir: string;
  /** Write a file below the directory and return its path. */
  file(path: string, text: string): string;
  /** The same, executable. */
  program(path: string, text: string): string;
  remove(): void;
}

export const openWorkbench = (): Workbench => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "kprov-toolchain-")));
  const file = (path: string, text: string) => {
    const absolute = join(dir, path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
    return absolute;
  };
  const program = (path: string, text: string) => {
    const absolute = file(path, text);
    chmodSync(absolute, 0o755);
    return absolute;
  };
  return { dir, file, program, remove: () => rmSync(dir, { recursive: true, force: true }) };
};

/** The real interpreter behind this machine's python3, whatever stands in for it. */
export const realPython = (): string =>
  execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim();

/** A virtual environment with one fake distribution, and its site-packages. */
export const makeVenv = (dir: string, distribution: { name: string; version: string }): string => {
  execFileSync(realPython(), ["-m", "venv", "--without-pip", dir]);
  const query = "import sysconfig; print(sysconfig.get_paths()['purelib'])";
  const site = execFileSync(join(dir, "bin/python"), ["-c", query], { encoding: "utf8" }).trim();
  addDistribution(site, distribution);
  return site;
};

export const addDistribution = (site: string, { name, version }: { name: string; version: string }): void => {
  const info = join(site, `${name.replaceAll(/[-.]/g, "_")}-${version}.dist-info`);
  mkdirSync(info, { recursive: true });
  writeFileSync(
    join(info, "METADATA"),
    `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n\nName: not this one\n`,
  );
};

/** PATH and nothing else, so that the machine's own settings stay out of the tests. */
export const plainEnv = (...first: readonly string[]): NodeJS.ProcessEnv => ({
  PATH: [...first, "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
});

/** Where this machine has a tool, on the plain PATH. */
export const pathOf = (name: string): string => {
  const lookup = which(name, { cwd: "/", env: plainEnv() });
  if ("found" in lookup) return lookup.found;
  throw new Error(`These tests need ${name}`);
};
