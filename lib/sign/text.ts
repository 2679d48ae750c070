/**
 * What a person sees when a bundle has been signed.
 *
 * @module
 */
import { shellQuote, visible } from "../text.ts";
import type { SignatureReport } from "./sign-bundle.ts";

/** Each file with its signer, and the command that verifies them. */
export const formatSignatures = ({ bundle, bundleDigest, files }: SignatureReport): string => {
  const width = Math.max(...files.map(({ path }) => path.length));
  return [
    `${visible(bundle)}: signed`,
    `  bundle digest ${bundleDigest}`,
    ...files.map(
      ({ path, signer, state }) =>
        `  ${path.padEnd(width)}  ${visible(signer)}${state === "written" ? "" : " (was there already)"}`,
    ),
    `  verify  kprovengine verify ${shellQuote(bundle)}`,
  ].join("\n");
};
