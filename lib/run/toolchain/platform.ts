/**
 * Operating system, architecture and accelerators.
 *
 * @module
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { machine } from "node:os";
import { join } from "node:path";
import type { Toolchain } from "../../evidence/index.ts";
import { compareBytes } from "../../report.ts";

/** The machine's own architecture, not that of the Node that records. */
export const readPlatform = (osReleaseFiles: readonly string[]): Toolchain["platform"] => ({
  os: process.platform,
  architecture: architectures[machine()] ?? machine(),
  distribution: readDistribution(osReleaseFiles),
});

export interface CudaRoots {
  /** Where the driver tells about itself, `/proc/driver/nvidia`. */
  driver: string;
  /** The toolkit's directory when the environment names none, `/usr/local/cuda`. */
  toolkit: string;
}

/** NVIDIA's driver, toolkit and device models (one entry per device, sorted); null when there is nothing of it. */
export const readCuda = (env: NodeJS.ProcessEnv, roots: CudaRoots): Toolchain["cuda"] => {
  const driver = readDriver(join(roots.driver, "version"));
  const toolkit = readToolkit(env["CUDA_HOME"] || env["CUDA_PATH"] || roots.toolkit);
  const devices = readDevices(join(roots.driver, "gpus"));
  return driver === null && toolkit === null && devices.length === 0 ? null : { driver, toolkit, devices };
};

// --- internal ---

/** Kernel names → those that Node uses. */
const architectures: Record<string, string> = {
  x86_64: "x64",
  amd64: "x64",
  aarch64: "arm64",
  i686: "ia32",
  i386: "ia32",
  armv7l: "arm",
};

const readText = (path: string): string | null => {
  // Asked first, because an exception costs more than the question and most machines have none of these.
  if (!existsSync(path)) return null;
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null; // Absent, or not for us to read: not known.
  }
};

/** os-release(5): shell-like assignments; VERSION_ID may be missing, as in rolling releases. */
const readDistribution = (files: readonly string[]): Toolchain["platform"]["distribution"] => {
  const text = files.map(readText).find((content) => content !== null);
  const field = (name: string) => new RegExp(`^${name}=(["']?)(.*)\\1\\s*$`, "m").exec(text ?? "")?.[2];
  const id = field("ID");
  return id === undefined || id === "" ? null : { id, version: field("VERSION_ID") ?? "" };
};

/** `NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  535.86.10  Release Build …` */
const readDriver = (file: string): string | null =>
  /Kernel Module(?:\s+for\s+\S+)?\s+(\d[\d.]*)/.exec(readText(file) ?? "")?.[1] ?? null;

const readToolkit = (dir: string): string | null => {
  const described = readText(join(dir, "version.json"));
  const version = described === null ? null : versionIn(described);
  // Toolkits before 11.1 have the text file only.
  return version ?? /CUDA Version (\d[\d.]*)/.exec(readText(join(dir, "version.txt")) ?? "")?.[1] ?? null;
};

const versionIn = (text: string): string | null => {
  try {
    const { cuda } = JSON.parse(text) as { cuda?: { version?: unknown } };
    return typeof cuda?.version === "string" ? cuda.version : null;
  } catch {
    return null;
  }
};

const readDevices = (dir: string): string[] => {
  if (!existsSync(dir)) return [];
  let names: string[];
  try {
    names = readdirSync(dir);
  } catch {
    return [];
  }
  const models = names.map((name) => /^Model:\s*(.*\S)/m.exec(readText(join(dir, name, "information")) ?? "")?.[1]);
  return models.filter((model) => model !== undefined).sort(compareBytes);
};
