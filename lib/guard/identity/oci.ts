/**
 * The labels that the OCI image specification defines, and what their values must be.
 *
 * Source: image-spec 1.1, annotations.md, "Pre-Defined Annotation Keys".
 *
 * @module
 */
import { isLicenseExpression } from "./spdx.ts";
import { parseRepositoryUrl } from "./urls.ts";

export const ociPrefix = "org.opencontainers.image.";

/** Reserved as a whole: "The prefix org.opencontainers … must not be used" by others. */
export const ociReserved = "org.opencontainers.";

/** What a value must be, and whether one is. */
export interface OciType {
  wanted: string;
  accepts: (value: string) => boolean;
}

/** Last part of the key → type of its value. */
export const ociKeys: ReadonlyMap<string, OciType> = new Map<string, OciType>([
  ["created", { wanted: "a time as RFC 3339 has it, such as 2026-01-31T12:00:00Z", accepts: (value) => isTime(value) }],
  ["authors", { wanted: "a text", accepts: (value) => isText(value) }],
  ["url", { wanted: "a URL", accepts: (value) => isWebUrl(value) }],
  ["documentation", { wanted: "a URL", accepts: (value) => isWebUrl(value) }],
  ["source", { wanted: "a URL", accepts: (value) => isWebUrl(value) || parseRepositoryUrl(value) !== undefined }],
  ["version", { wanted: "a version without white space", accepts: (value) => isWord(value) }],
  ["revision", { wanted: "a revision without white space", accepts: (value) => isWord(value) }],
  ["vendor", { wanted: "a text", accepts: (value) => isText(value) }],
  ["licenses", { wanted: "an SPDX licence expression", accepts: isLicenseExpression }],
  ["ref.name", { wanted: "a reference name", accepts: (value) => refName.test(value) }],
  ["title", { wanted: "a text", accepts: (value) => isText(value) }],
  ["description", { wanted: "a text", accepts: (value) => isText(value) }],
  ["base.digest", { wanted: "a digest such as sha256:…", accepts: (value) => digest.test(value) }],
  ["base.name", { wanted: "an image reference", accepts: (value) => isWord(value) }],
]);

/** The whole key of a label that the configuration names: by the last part of an OCI key, or as it is. */
export const labelKey = (name: string): string => (ociKeys.has(name) ? `${ociPrefix}${name}` : name);

// --- internal ---

const isText = (value: string): boolean => value.trim() !== "";

const isWord = (value: string): boolean => /^\S+$/.test(value);

const isWebUrl = (value: string): boolean => /^https?:\/\/[^\s]+$/i.test(value) && URL.canParse(value);

/** annotations.md: components of alphanumerics, joined by separators, below each other by slashes. */
const refName = /^[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*(?:\/[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*)*$/;

/** descriptor.md, "Digests". */
const digest =
  /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}|(?!sha256:|sha512:)[a-z0-9]+(?:[+._-][a-z0-9]+)*:[A-Za-z0-9=_-]+)$/;

/** RFC 3339, section 5.6; a leap second is a minute's 61st. */
const isTime = (value: string): boolean => {
  const match =
    /^(\d{4})-(\d\d)-(\d\d)[Tt ]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/.exec(
      value,
    );
  if (match === null) return false;
  const [year = 0, month = 0, day = 0] = match.slice(1, 4).map(Number);
  // A day that the month doesn't have is one of another month.
  return new Date(new Date(0).setUTCFullYear(year, month - 1, day)).getUTCMonth() === month - 1;
};
