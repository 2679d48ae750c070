/**
 * An export, for people.
 *
 * @module
 */
import { visible } from "../text.ts";
import type { ExchangeReport } from "./exchange.ts";

/** The last lines are the next commands. */
export const formatExchange = (report: ExchangeReport): string => {
  const { format, bundles, output, files, notes, commands } = report;
  const place = output.path === null ? "stdout" : visible(output.path);
  const size = files.reduce((sum, file) => sum + file.size, 0);
  const [only] = output.kind === "file" ? files : [];
  return [
    `${bundles.map(({ bundle }) => visible(bundle)).join(", ")}: exported as ${format}`,
    ...bundles.map(({ runId, bundleDigest }) => `  bundle digest  ${bundleDigest} (run ${visible(runId)})`),
    ...(only === undefined
      ? [`  directory      ${place}, ${files.length} files, ${size} bytes`, ...listed(files)]
      : [`  file           ${place}, ${size} bytes`, `  sha256         ${only.sha256}`]),
    ...notes.map((note) => `  note           ${visible(note)}`),
    ...commands.map((command) => `  check          ${visible(command)}`),
  ].join("\n");
};

// --- internal ---

/** More would hide what follows. */
const mostListed = 12;

const listed = (files: ExchangeReport["files"]): string[] => {
  const lines = files.slice(0, mostListed).map(({ path, size }) => `                 ${visible(path)}, ${size} bytes`);
  const more = files.length - mostListed;
  return more > 0 ? [...lines, `                 and ${more} more`] : lines;
};
