/**
 * What is not as it was recorded. Pure: documents in, differences out.
 *
 * @module
 */
import type { Toolchain } from "../../evidence/index.ts";
import type { ConfigDigest } from "../../report.ts";
import type { Drift } from "./types.ts";

/** A thing as both sides have it; undefined where it is not there. */
type Facts = Map<string, string>;

/**
 * Everything in which two toolchains differ. With `isUnsettled`, what the step itself makes or changes is left out: interpreters
 * and their distributions are known only afterwards.
 */
export const toolchainDrift = (
  recorded: Toolchain,
  found: Toolchain,
  { isUnsettled }: { isUnsettled: boolean },
): Drift[] => differences("toolchain", factsOf(recorded, isUnsettled), factsOf(found, isUnsettled));

/** The configuration by its bytes and by what it comes to. */
export const configurationDrift = (recorded: ConfigDigest | null, found: ConfigDigest | null): Drift[] => {
  const show = (config: ConfigDigest | null): string =>
    config === null
      ? "none"
      : `${config.path} sha256:${config.sha256.slice(0, 12)}…, effective ${config.effective.slice(0, 12)}…`;
  const isSame =
    recorded === null || found === null
      ? recorded === found
      : recorded.sha256 === found.sha256 && recorded.effective === found.effective && recorded.path === found.path;
  if (isSame) return [];
  const subject = recorded?.path ?? found?.path ?? "configuration";
  return [{ kind: "configuration", subject, recorded: show(recorded), found: show(found) }];
};

// --- internal ---

const absent = "not there";

const differences = (kind: Drift["kind"], recorded: Facts, found: Facts): Drift[] =>
  [...new Set([...recorded.keys(), ...found.keys()])]
    .filter((subject) => recorded.get(subject) !== found.get(subject))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map((subject) => ({
      kind,
      subject,
      recorded: recorded.get(subject) ?? absent,
      found: found.get(subject) ?? absent,
    }));

/** Each fact by a name of its own; of several with one name, all of them in one. */
const factsOf = ({ platform, tools, python, cuda, lockFiles }: Toolchain, isUnsettled: boolean): Facts => {
  const facts: Facts = new Map();
  const add = (subject: string, value: string): void => {
    const before = facts.get(subject);
    facts.set(subject, before === undefined ? value : `${before}; ${value}`);
  };
  add("operating system", platform.os);
  add("architecture", platform.architecture);
  add(
    "distribution",
    platform.distribution === null ? "unknown" : `${platform.distribution.id} ${platform.distribution.version}`,
  );
  for (const { name, role, version, sha256 } of tools) {
    if (isUnsettled && role !== "launcher") continue;
    add(`${role} ${name}`, `${version ?? "version unknown"} sha256:${sha256.slice(0, 12)}…`);
  }
  for (const { implementation, version, role, distributions } of isUnsettled ? [] : python) {
    add(`Python ${role}`, `${implementation} ${version}`);
    for (const distribution of distributions) add(`Python distribution ${distribution.name}`, distribution.version);
  }
  if (cuda !== null) {
    add("CUDA driver", cuda.driver ?? "none");
    add("CUDA toolkit", cuda.toolkit ?? "none");
    add("CUDA devices", cuda.devices.join(", "));
  }
  for (const { path, sha256 } of lockFiles) add(`lock file ${path}`, `sha256:${sha256.slice(0, 12)}…`);
  return facts;
};
