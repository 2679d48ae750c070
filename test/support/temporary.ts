/**
 * A directory for one test, removed afterwards.
 *
 * @module
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** Path → content. Call it inside a test. */
export const temporary = (files: Record<string, string | Uint8Array> = {}): string => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "kprov-test-")));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
  return dir;
};
