/**
 * What a reviewer decides about: the run as the bundle's own documents tell it.
 *
 * @module
 */
import { join } from "node:path";
import { sha256 } from "../../digest.ts";
import { KprovError } from "../../errors.ts";
import { type HumanReview, layout, type Manifest, type Provenance, type RunSummary } from "../../evidence/index.ts";
import { parseJson } from "../../json.ts";
import { maxDocument } from "../documents.ts";
import { readDocument } from "../read.ts";

export interface ReviewedRun {
  bundleDigest: string;
  provenance: Provenance;
  summary: RunSummary;
  /** Approvals that the project wished for when the run was made; the trust file decides. */
  wished: number;
  /** Bytes of the members below `outputs/`, by their name there. */
  sizes: ReadonlyMap<string, number>;
}

/**
 * Read the documents of a bundle whose integrity was proved under `bundleDigest`. The bytes are compared with that digest
 * again: what is shown is what was judged. Throws `E_REVIEW` when it was changed meanwhile.
 */
export const readReviewed = (dir: string, bundleDigest: string): ReviewedRun => {
  const { members } = parse<Manifest>(readExactly(dir, layout.manifest, bundleDigest), layout.manifest);
  const member = <T>(path: string): T =>
    parse<T>(readExactly(dir, path, members.find((entry) => entry.path === path)?.sha256), path);
  const outputs = members.filter(({ path }) => path.startsWith(layout.outputs));
  return {
    bundleDigest,
    provenance: member<Provenance>(layout.provenance),
    summary: member<RunSummary>(layout.summary),
    wished: member<HumanReview>(layout.review).approvalsRequired,
    sizes: new Map(outputs.map(({ path, size }) => [path.slice(layout.outputs.length), size])),
  };
};

// --- internal ---

const readExactly = (dir: string, path: string, digest: string | undefined): Buffer => {
  const document = readDocument(join(dir, path), maxDocument);
  if ("failed" in document || sha256(document.bytes) !== digest)
    throw new KprovError("E_REVIEW", `"${path}" was changed while it was looked at`, {
      hint: "kprovengine verify --integrity BUNDLE shows what changed",
    });
  return document.bytes;
};

/** The document was judged against its schema, and these are its bytes. */
const parse = <T>(bytes: Buffer, name: string): T => parseJson(bytes, { name, maxBytes: maxDocument }) as T;
