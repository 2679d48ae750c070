/**
 * What manifests are called. Apart from what reads them, which takes its time to load.
 *
 * @module
 */

/** Whether the file at `path` is called like a manifest. */
export const isManifest = (path: string): boolean => manifest.test(path);

// --- internal ---

const manifest = /(?:^|\/)(?:pyproject\.toml|setup\.cfg|setup\.py|package\.json|Cargo\.toml|go\.mod|CITATION\.cff)$/;
