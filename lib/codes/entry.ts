/**
 * What is said about a code.
 *
 * @module
 */
export interface CodeEntry {
  /** What it is, in a few words. */
  title: string;
  /** What it means, and why it matters. */
  meaning: string;
  /** What to do now. */
  fix: string;
}
