/**
 * The Sigstore bundles of a bundle in one file, a line each, as they are.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { guardedJson } from "../../text.ts";
import { isAbout, typesOf } from "../attested.ts";
import type { Material } from "../material.ts";
import type { ExchangeDriver, ExchangeMeta, Made } from "../registry.ts";

const meta: ExchangeMeta = { name: "sigstore", makes: "file", joins: false, signs: false, flags: [], packages: [] };

const make = async ([material]: readonly Material[]): Promise<Made> => {
  if (material === undefined) throw new Error("No bundle");
  const found = material.attestations.flatMap(({ pieces }) =>
    pieces.flatMap((piece) => (piece.form === "sigstore" && isAbout(material, piece) ? [piece] : [])),
  );
  if (!found.some(({ envelope }) => envelope.payload.equals(material.statement)))
    throw new KprovError("E_EXPORT", `"${material.shown}" has no Sigstore bundle over its provenance`, {
      hint: "sign it first: kprovengine sign BUNDLE",
    });
  const bytes = Buffer.from(found.map(({ document }) => `${guardedJson(JSON.stringify(document))}\n`).join(""), "utf8");
  return {
    files: [{ path: "", fill: (write) => write(bytes) }],
    notes: [`Statements: ${typesOf(found.map(({ envelope }) => envelope.payload)).join(", ")}`],
    commands: [],
  };
};

export default { meta, make } satisfies ExchangeDriver;
