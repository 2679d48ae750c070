/**
 * A research object: RO-Crate 1.1 that follows the profile Process Run Crate 0.5, with the whole bundle in it.
 *
 * @module
 */
import { formatSums, layout } from "../../evidence/index.ts";
import { guardedJson } from "../../text.ts";
import { describeCrate } from "../crate/describe.ts";
import type { Material } from "../material.ts";
import type { ExchangeDriver, ExchangeMeta, Made, MadeFile } from "../registry.ts";

const meta: ExchangeMeta = {
  name: "ro-crate",
  makes: "directory",
  joins: false,
  signs: false,
  flags: [],
  packages: [],
};

const make = async ([material]: readonly Material[]): Promise<Made> => {
  if (material === undefined) throw new Error("No bundle");
  const manifest = material.unlisted(layout.manifest);
  const add = (path: string, bytes: Buffer): MadeFile => ({ path, fill: (write) => write(bytes) });
  const bundle: MadeFile[] = [
    ...material.members.map(({ path }) => ({
      path: `${bundleDirectory}/${path}`,
      fill: (write: (piece: Buffer) => void) => material.pieces(path, write),
    })),
    add(`${bundleDirectory}/${layout.manifest}`, manifest),
    add(`${bundleDirectory}/${layout.sums}`, formatSums(material.members, manifest)),
    ...material.attestations.map(({ path }) => add(`${bundleDirectory}/${path}`, material.unlisted(path))),
  ];
  const crate = describeCrate(material, { bundleDirectory, files: bundle.map(({ path }) => path) });
  const metadata = Buffer.from(`${guardedJson(JSON.stringify(crate, null, 2))}\n`, "utf8");
  return {
    files: [add("ro-crate-metadata.json", metadata), ...bundle],
    notes: [],
    commands: [
      "rocrate-validator validate --profile-identifier process-run-crate DIR",
      `kprovengine verify --integrity DIR/${bundleDirectory}`,
    ],
  };
};

export default { meta, make } satisfies ExchangeDriver;

// --- internal ---

/** Where the bundle lies in the crate. */
const bundleDirectory = "bundle";
