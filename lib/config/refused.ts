/**
 * The configuration that was refused last: the error about it quotes it, and it may name a private list, whose tokens nothing
 * may show.
 *
 * @module
 */
import type { JsonValue } from "../json.ts";
import { askForSecrets } from "../secrecy.ts";

export interface RefusedConfig {
  /** Plain data, of which nothing is known. */
  value: JsonValue;
  /** What its paths are relative to. */
  root: string;
}

export const noteRefused = (config: RefusedConfig): void => {
  last = config;
  askForSecrets();
};

export const refusedConfig = (): RefusedConfig | undefined => last;

// --- internal ---

let last: RefusedConfig | undefined;
