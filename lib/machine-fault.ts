/**
 * What the machine lacks, which is no defect of this program, wherever it is met.
 *
 * @module
 */
import { errnoOf, KprovError } from "./errors.ts";

/** `error`, or `E_IO` in the place of what the system says of a full disk and its like: errno(3). */
export const asMachineFault = (error: unknown): unknown => {
  const fault = error instanceof KprovError ? undefined : faults.get(errnoOf(error) ?? "");
  if (fault === undefined) return error;
  const [why, hint] = fault;
  const place = error instanceof Error && "path" in error ? ` (at "${error.path}")` : "";
  return new KprovError("E_IO", `Cannot go on: ${why}${place}`, { cause: error, hint });
};

// --- internal ---

const room = "make room there, or let TMPDIR name another place";
const fewer = "close other programs, or raise the limit";

const faults = new Map<string, [why: string, hint: string]>([
  ["ENOSPC", ["the disk is full", room]],
  ["EDQUOT", ["your share of the disk is used up", room]],
  ["EROFS", ["the file system can only be read", "let TMPDIR and KPROV_CACHE_DIR name places that can be written to"]],
  ["EIO", ["the disk reports an error", "see what the system's log says of it"]],
  ["EMFILE", ["too many files are open", fewer]],
  ["ENFILE", ["too many files are open on this machine", fewer]],
  ["ENOMEM", ["there is no memory left", fewer]],
]);
