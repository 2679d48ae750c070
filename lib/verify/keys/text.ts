/**
 * Keys as a person wants to see them: the fingerprint whole, on a line that can be compared.
 *
 * @module
 */
import { join } from "node:path";
import { visible } from "../../text.ts";
import type { TrustChange } from "../trust/pin.ts";
import type { KeyList, KeyTrust, OwnKey } from "./list.ts";

/** The text of `keys list`. */
export const formatKeyList = (list: KeyList): string => {
  const { keys, candidates, others, problems, trustFile } = list;
  const parts = [
    headOf(list),
    ...keys.flatMap(formatOwnKey).map(indented),
    ...section(
      "offered by this checkout",
      candidates.flatMap(({ path, fingerprint, trusted }) => [
        visible(path),
        `  ${fingerprint}`,
        `  ${trustWords(trusted)}`,
      ]),
    ),
    ...section(
      `believed as well, by ${visible(trustFile ?? "")}`,
      others.flatMap((other) => [visible(other.owner), `  ${other.fingerprint}`, `  ${trustWords(other)}`]),
    ),
    ...section(
      "can't be used",
      problems.map(({ path, problem }) => `${visible(path)}: ${visible(problem)}`),
    ),
  ];
  return parts.join("\n");
};

/** The lines of `keys show`. */
export const formatOwnKey = (key: OwnKey): string[] => [
  key.name,
  `  ${key.fingerprint}`,
  `  ${key.algorithm}, ${key.private}, of ${key.created.slice(0, 10)}`,
  ...(key.published === null ? [] : [`  published as ${visible(key.published)}`]),
  `  ${trustWords(key.trusted)}`,
];

/** What `keys trust` and `keys revoke` have done. */
export const formatTrustChange = ({ state, entry }: Omit<TrustChange, "file">, path: string): string =>
  [
    `${state}  ${entry.fingerprint}`,
    `  owner     ${visible(entry.owner)}`,
    `  roles     ${entry.roles.join(", ")}`,
    ...(entry.builders ?? []).map(
      (builder, index) => `  ${index === 0 ? "builders" : "        "}  ${visible(builder)}`,
    ),
    ...(entry.validUntil === undefined ? [] : [`  until     ${entry.validUntil}`]),
    ...(entry.revoked === undefined ? [] : [`  revoked   ${entry.revoked.at}: ${visible(entry.revoked.reason)}`]),
    ...(entry.vouchesFor ?? []).map((digest) => `  still for ${digest}`),
    `  in        ${visible(path)}`,
  ].join("\n");

// --- internal ---

const headOf = ({ keys, problems, directory }: KeyList): string => {
  if (keys.length > 0) return `keys in ${visible(directory)}`;
  const isDamaged = problems.some(({ path }) => path.startsWith(join(directory, "/")));
  return isDamaged ? `no key that can be used in ${visible(directory)}` : "no keys yet: kprovengine keys new makes one";
};

const indented = (line: string): string => `  ${line}`;

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ["", title, ...lines.map(indented)];

const trustWords = (trust: KeyTrust | null): string => {
  if (trust === null) return "not trusted here";
  const words = `trusted as ${trust.roles.join(", ")}: ${visible(trust.owner)}`;
  return trust.state === "valid" ? words : `${trust.state}; was ${words}`;
};
