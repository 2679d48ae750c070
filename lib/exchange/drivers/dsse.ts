/**
 * The DSSE envelopes of a bundle in one file, a line each: what in-toto's attestation specification calls a bundle.
 *
 * Nothing is signed: every signature is one that the bundle has already.
 *
 * @module
 */

import { KprovError } from "../../errors.ts";
import { formatEnvelope } from "../../evidence/index.ts";
import { guardedJson } from "../../text.ts";
import { isAbout, typesOf } from "../attested.ts";
import type { Material } from "../material.ts";
import type { ExchangeDriver, ExchangeMeta, Made } from "../registry.ts";

const meta: ExchangeMeta = { name: "dsse", makes: "file", joins: false, signs: false, flags: [], packages: [] };

const make = async ([material]: readonly Material[]): Promise<Made> => {
  if (material === undefined) throw new Error("No bundle");
  const envelopes = material.attestations.flatMap(({ pieces }) =>
    pieces.flatMap((piece) => (piece.form === "envelope" && isAbout(material, piece) ? [piece.envelope] : [])),
  );
  if (!envelopes.some(({ payload }) => payload.equals(material.statement))) throw unsigned(material);
  const bytes = Buffer.from(guardedJson(envelopes.map(formatEnvelope).join("")), "utf8");
  return {
    files: [{ path: "", fill: (write) => write(bytes) }],
    notes: [`Statements: ${typesOf(envelopes.map(({ payload }) => payload)).join(", ")}`],
    commands: [],
  };
};

export default { meta, make } satisfies ExchangeDriver;

// --- internal ---

const unsigned = ({ shown, attestations }: Material): KprovError =>
  new KprovError("E_EXPORT", `"${shown}" has no DSSE envelope over its provenance`, {
    hint: attestations.some(({ pieces }) => pieces.some(({ form }) => form === "sigstore"))
      ? "its signatures are Sigstore bundles: --format sigstore"
      : "sign it first: kprovengine sign BUNDLE",
  });
