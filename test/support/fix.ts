/**
 * A name that `--fix` can mend, and where it stands.
 *
 * @module
 */
import type { Finding } from "../../lib/report.ts";

export const manifest = '[project]\nname = "old"\n';

export const nameMismatch: Finding = {
  code: "NAME_MISMATCH",
  level: "violation",
  path: "pyproject.toml",
  line: 2,
  column: 8,
  message: "wrong",
  edit: { from: "old", to: "new" },
};
