/**
 * Columns of the table `runs`.
 *
 * @module
 */
import { type Column, column, maybe } from "./column.ts";

export const runColumns: readonly Column[] = [
  column("bundle_digest", "digest", "SHA-256 of the bundle's manifest: what the run is known by"),
  column("stable_digest", "digest", "Over the stable members: equal for runs that are equal"),
  column("run_id", "text", "Name of the run"),
  maybe("project", "text", "Project of the configuration"),
  column("step", "text", "Step of the pipeline"),
  column("started_at", "time", "When the run began"),
  column("finished_at", "time", "When it was over"),
  column("duration_ms", "integer", "How long the step took, in milliseconds"),
  column("outcome", "text", "succeeded, failed, timed-out, signalled or interrupted"),
  maybe("exit_code", "integer", "Exit status of the step"),
  maybe("signal", "text", "Signal that ended the step"),
  column("incomplete", "boolean", "Whether the bundle says that something is missing from it"),
  column("argv", "json", "The command, an array of texts; secrets are redacted"),
  column("trust_mode", "text", "Where it ran: workstation, or a kind of CI"),
  column("builder", "text", "builder.id of the provenance"),
  column("recorder", "text", "What recorded it, with its version"),
  maybe("commit_id", "text", "Git commit that was checked out"),
  maybe("branch", "text", "Git branch that was checked out"),
  maybe("dirty", "boolean", "Whether the work tree had changes"),
  maybe("config_digest", "digest", "Of the configuration"),
  maybe("previous_bundle", "digest", "The bundle before it in the same directory"),
  maybe("rerun_of", "digest", "The bundle that it ran again"),
  column("origin", "text", "proved, violated, undecided or unproved, under the trust file of the catalog"),
  column("review", "text", "pending, approved or rejected, under the same trust file"),
  column("checks", "text", "The worst of its checks: proved, violated, undecided or none"),
  column("os", "text", "Operating system"),
  column("architecture", "text", "Architecture of the processor"),
  column("toolchain_digest", "digest", "The toolchain: tools and distributions"),
  column("input_count", "integer", "How many inputs"),
  column("input_bytes", "integer", "Their size, as far as it is known"),
  column("output_count", "integer", "How many outputs"),
  column("output_bytes", "integer", "Their size, as far as it is known"),
  column("member_bytes", "integer", "Size of the bundle"),
];
