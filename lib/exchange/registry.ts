/**
 * Which forms there are. The only importer of drivers; each is loaded when it is asked for.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { AnySigner } from "../sign/index.ts";
import type { Material } from "./material.ts";

/** Flags that only some forms take. */
export type ExchangeFlag = "key" | "passphrase-fd" | "trust" | "vouch" | "expires" | "root" | "namespace";

/** What a driver says of itself. */
export interface ExchangeMeta {
  name: string;
  /** A new file (or stdout), or a new directory. */
  makes: "file" | "directory";
  /** Takes several bundles at once. */
  joins: boolean;
  /** Signs by the key of whoever exports: then the origin has to be proved as well, or to be vouched for. */
  signs: boolean;
  flags: readonly ExchangeFlag[];
  /** Packages that it needs and that are not part of this one. */
  packages: readonly string[];
}

/** Everything that a driver may be told; each takes what its own options name. */
export interface ExchangeOptions {
  clock: Clock;
  /** Opens the key; called by drivers that sign, at most once. */
  signer: () => Promise<AnySigner>;
  /** The owner of the key vouches for the bundles: their origin is not asked. */
  vouch?: boolean;
  /** As it was given. */
  expires?: string;
  /** A directory, absolute. */
  root?: string;
  namespace?: string;
}

/** A file of the export. */
export interface MadeFile {
  /** Relative to the new directory; empty for a form that makes one file. */
  path: string;
  /** Hands over its bytes, piece by piece; a piece is only valid during the call. Throws when they are not what was judged. */
  fill: (write: (piece: Buffer) => void) => void;
}

export interface Made {
  files: readonly MadeFile[];
  /** What the form can't say, or what was left out of it; one sentence each. */
  notes: readonly string[];
  /** Command lines that check the export with tools made by others; `DIR` and `FILE` stand for its place. */
  commands: readonly string[];
}

/**
 * One form. `make` writes nothing: it gives the same bytes for the same bundles, options and key, whatever the time and place.
 * Throws `E_EXPORT` when the bundles can't be said in this form.
 */
export interface ExchangeDriver {
  meta: ExchangeMeta;
  make(materials: readonly Material[], options: ExchangeOptions): Promise<Made>;
}

const loaders = {
  "in-toto": () => import("./drivers/in-toto.ts"),
  dsse: () => import("./drivers/dsse.ts"),
  sigstore: () => import("./drivers/sigstore.ts"),
  cyclonedx: () => import("./drivers/cyclonedx.ts"),
  "ro-crate": () => import("./drivers/ro-crate.ts"),
  openlineage: () => import("./drivers/openlineage.ts"),
} satisfies Record<string, () => Promise<{ default: ExchangeDriver }>>;

export type Format = keyof typeof loaders;

/** Names of all forms, in the order in which people are told of them. */
export const formats = Object.keys(loaders) as Format[];

export const loadDriver = async (format: Format): Promise<ExchangeDriver> => (await loaders[format]()).default;

/** Every driver's own words. */
export const exchangeMetas = async (): Promise<ExchangeMeta[]> =>
  Promise.all(formats.map(async (format) => (await loadDriver(format)).meta));
