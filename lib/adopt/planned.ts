/**
 * What a plan is made of.
 *
 * @module
 */

/** One thing to write. */
export interface PlannedFile {
  /** POSIX, from the repository's top. */
  path: string;
  /** The whole file, or what is added at the end of one that is somebody else's. ASCII where it is added. */
  content: string;
  how: "create" | "append block" | "include line";
  /** In a few words, for the person who is asked. */
  why: string;
  /** Others need it as it is: another's file in its place is an error, not a reason to go without. */
  isNeeded: boolean;
}

/** A whole file of ours. */
export const create = (path: string, content: string, why: string, isNeeded = false): PlannedFile => ({
  path,
  content,
  how: "create",
  why,
  isNeeded,
});
