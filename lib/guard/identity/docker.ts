/**
 * LABEL_MISSING, LABEL_MISMATCH, LABEL_UNKNOWN, LABEL_UNRESOLVED: what an image says about itself is who the project is.
 *
 * @module
 */
import { compareBytes, type Finding } from "../../report.ts";
import { closest } from "../../suggest.ts";
import { fingerprintOf } from "../fingerprint.ts";
import type { Label } from "../sources/index.ts";
import { findingAt } from "./finding.ts";
import { labelKey, ociKeys, ociPrefix, ociReserved } from "./oci.ts";
import {
  formatRepositoryUrl,
  isSameRepository,
  parseRepositoryUrl,
  type RepositoryUrl,
  withoutCredentials,
} from "./urls.ts";

export interface LabelContext {
  /** `identity.docker.labels`: by the last part of an OCI key, or by a whole key. */
  labels: Readonly<Record<string, string>>;
  name: string | null;
  display: string | null;
  repository: RepositoryUrl | undefined;
}

/** Every finding about the labels of the image that one Dockerfile makes. What a base image brings along is not in the file. */
export const judgeLabels = (path: string, labels: readonly Label[], context: LabelContext): Finding[] => {
  const found = new Map(labels.map((label) => [label.key, label]));
  const expected = expectationsOf(context);
  const missing = [...expected].filter(([key]) => !found.has(key));
  return [
    ...missing.map(([key, { wanted }]) => missingLabel(path, key, wanted)),
    ...labels.flatMap((label) => judgeLabel(label, expected.get(label.key)) ?? []),
  ];
};

// --- internal ---

interface Expectation {
  /** As the label should have it. */
  wanted: string;
  /** Which key of the configuration says so. */
  by: string;
  accepts: (value: string) => boolean;
}

/** What the configuration says about a label goes before what follows from the identity. */
const expectationsOf = ({ labels, name, display, repository }: LabelContext): Map<string, Expectation> => {
  const expected = new Map<string, Expectation>();
  if (repository !== undefined) {
    const accepts = (value: string): boolean => {
      const url = parseRepositoryUrl(value);
      return url !== undefined && isSameRepository(url, repository);
    };
    expected.set(`${ociPrefix}source`, { wanted: formatRepositoryUrl(repository), by: "identity.repository", accepts });
  }
  const names = [name, display].filter((text) => text !== null);
  if (names[0] !== undefined) {
    const by = display === null ? "identity.name" : "identity.name or identity.display.name";
    expected.set(`${ociPrefix}title`, { wanted: names[0], by, accepts: (value) => names.includes(value) });
  }
  for (const [key, wanted] of Object.entries(labels).sort(([a], [b]) => compareBytes(a, b))) {
    expected.set(labelKey(key), { wanted, by: `identity.docker.labels`, accepts: (value) => value === wanted });
  }
  return expected;
};

const missingLabel = (path: string, key: string, wanted: string): Finding => ({
  code: "LABEL_MISSING",
  level: "violation",
  path,
  fingerprint: fingerprintOf("LABEL_MISSING", [key, wanted]),
  message: `The final stage has no label "${key}"`,
  expected: `"${wanted}"`,
  fix: `add LABEL ${key}=${JSON.stringify(wanted).replaceAll("$", "\\$")} to the final stage`,
});

const judgeLabel = (label: Label, expected: Expectation | undefined): Finding | undefined => {
  const { key, value, unresolved } = label;
  const type = key.startsWith(ociPrefix) ? ociKeys.get(key.slice(ociPrefix.length)) : undefined;
  if (type === undefined && key.startsWith(ociReserved)) return unknownLabel(label);
  if (type === undefined && expected === undefined) return undefined;
  if (unresolved.length > 0) {
    return findingAt(value, {
      code: "LABEL_UNRESOLVED",
      level: "undecided",
      identity: [key, unresolved],
      message: `The value of "${key}" can't be known: ${unresolved.map((variable) => `"${variable}"`).join(", ")} has no default`,
      fix: `give a default, such as ARG ${unresolved[0]}=…, that the label may have`,
    });
  }
  if (expected !== undefined && !expected.accepts(value.value)) {
    const { wanted } = expected;
    const found = mismatch(label, `is not what ${expected.by} says`, `"${wanted}"`);
    const isPlain = found.actual === `"${value.value}"`;
    return isPlain ? { ...found, edit: { from: value.value, to: wanted } } : found;
  }
  return type === undefined || type.accepts(value.value)
    ? undefined
    : mismatch(label, "has a value that it can't have", type.wanted);
};

const unknownLabel = ({ key, value }: Label): Finding => {
  const known = [...ociKeys.keys()].map((name) => `${ociPrefix}${name}`);
  const near = closest(key, known);
  return findingAt(value, {
    code: "LABEL_UNKNOWN",
    identity: [key, withoutCredentials(value.value)],
    message: `"${key}" is no label of the OCI image specification, which keeps the prefix "${ociReserved}" for itself`,
    fix: near === undefined ? "use a prefix of your own" : `write "${near}"`,
  });
};

const mismatch = ({ key, value }: Label, what: string, expected: string): Finding => {
  const isAddress = key === `${ociPrefix}source` || value.value.includes("://");
  const found = isAddress ? withoutCredentials(value.value) : value.value;
  return findingAt(value, {
    code: "LABEL_MISMATCH",
    identity: [key, found, expected],
    message: `The label "${key}" ${what}`,
    expected,
    actual: `"${found}"`,
    fix: "correct the label, or the configuration",
  });
};
