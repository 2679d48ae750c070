/**
 * A bundle whose integrity is proved, as drivers read it: every byte is compared with what was judged.
 *
 * @module
 */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  layout,
  type Member,
  type Provenance,
  parseSignedFile,
  type RunSummary,
  type SignedPiece,
  type Toolchain,
} from "../evidence/index.ts";
import { readSmallFile } from "../files.ts";
import { parseJson } from "../json.ts";
import { compareBytes } from "../report.ts";
import {
  type BundleVerdict,
  type JudgedBundle,
  openProved,
  type VerificationSet,
  verifyBundle,
  verifyPaths,
} from "../verify/index.ts";

export interface Material {
  /** The path as it was given. */
  shown: string;
  /** Where it lies meanwhile, absolute. */
  dir: string;
  runId: string;
  bundleDigest: string;
  stableDigest: string;
  summary: RunSummary;
  provenance: Provenance;
  toolchain: Toolchain;
  members: readonly Member[];
  /** The exact bytes of `provenance.json`. */
  statement: Buffer;
  /** What lies in `attestations/`, sorted by path. */
  attestations: readonly { path: string; pieces: SignedPiece[] }[];
  /** Hand over a member's bytes; a piece is only valid during the call. Throws `E_IO` when they are not what was judged. */
  pieces(path: string, onPiece: (piece: Buffer) => void): void;
  /** A file of the bundle that the manifest doesn't list: the manifest, the sums, an envelope. */
  unlisted(path: string): Buffer;
}

/** A bundle of which not all that was asked is proved: nothing is made of it. */
export interface Refused {
  refused: BundleVerdict | VerificationSet;
}

/**
 * Judge the bundles at `paths`, directories or tars made by export, and let `use` have them while they lie there. One of which not all that is
 * asked is proved ends it: its verdict is returned. Throws what `verifyPaths` and `use` throw.
 */
export const withMaterials = async <T>(
  paths: readonly string[],
  options: Pick<Options, "cwd" | "integrityOnly" | "trust" | "onProgress">,
  use: (materials: readonly Material[]) => Promise<T>,
): Promise<T | Refused> => {
  const open = async (index: number, opened: readonly Material[]): Promise<T | Refused> => {
    const path = paths[index];
    if (path === undefined) return use(opened);
    let result: { value: T | Refused } | undefined;
    const onBundle = async (judged: JudgedBundle): Promise<void> => {
      if (judged.verdict.verdict === "proved")
        result = { value: await open(index + 1, [...opened, readMaterial(judged, path)]) };
    };
    const refused = await judge(path, { ...options, onBundle });
    return result === undefined ? { refused } : result.value;
  };
  return open(0, []);
};

// --- internal ---

type Options = Parameters<typeof verifyBundle>[1] & { cwd: string };

/** A directory of bundles is no bundle: only a file is asked whether it is a tar. */
const judge = (path: string, options: Options): Promise<BundleVerdict | VerificationSet> =>
  path !== "" && statSync(resolve(options.cwd, path), { throwIfNoEntry: false })?.isFile() === true
    ? verifyPaths([path], options)
    : verifyBundle(path, options);

const readMaterial = ({ dir, verdict }: JudgedBundle, shown: string): Material => {
  const { bundleDigest, stableDigest, runId } = verdict;
  if (bundleDigest === null || stableDigest === null || runId === null)
    throw new Error(`"${shown}" is proved and says nothing of itself`);
  const bundle = openProved(dir, bundleDigest);
  const statement = bytesOf((onPiece) => bundle.pieces(layout.provenance, onPiece));
  return {
    ...{ shown, dir, runId, bundleDigest, stableDigest, statement },
    summary: bundle.document<RunSummary>(layout.summary),
    provenance: parseJson(statement, { name: layout.provenance }) as unknown as Provenance,
    toolchain: bundle.document<Toolchain>(layout.toolchain),
    members: bundle.members,
    attestations: readAttestations(dir),
    pieces: (path, onPiece) => bundle.pieces(path, onPiece),
    unlisted: (path) => readSmallFile(join(dir, path), maxUnlisted),
  };
};

/** A manifest or an envelope over a million files fits. */
const maxUnlisted = 256 * 2 ** 20;

const bytesOf = (give: (onPiece: (piece: Buffer) => void) => void): Buffer => {
  const pieces: Buffer[] = [];
  give((piece) => pieces.push(Buffer.from(piece)));
  return Buffer.concat(pieces);
};

/** Their place and form were judged with the bundle; drivers look again at what each is over. */
const readAttestations = (dir: string): Material["attestations"] => {
  const below = join(dir, layout.attestations);
  if (!existsSync(below)) return [];
  return readdirSync(below)
    .sort(compareBytes)
    .map((name) => {
      const path = `${layout.attestations}${name}`;
      return { path, pieces: parseSignedFile(readSmallFile(join(dir, path), maxUnlisted), path) };
    });
};
