/**
 * How far hashing is.
 *
 * @module
 */

/** One growing number over several rounds of hashing. */
export const createProgress = (onProgress: ((bytes: number) => void) | undefined) => {
  let [before, now] = [0, 0];
  return {
    next: (): ((bytes: number) => void) | undefined => {
      before += now;
      now = 0;
      if (onProgress === undefined) return undefined;
      return (bytes) => {
        now = bytes;
        onProgress(before + bytes);
      };
    },
  };
};
