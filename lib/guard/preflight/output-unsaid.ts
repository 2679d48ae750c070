/**
 * What a command prints, as it may be said.
 *
 * @module
 */
import { hasSecrets, redactor } from "../../secrecy.ts";

export interface Output {
  write: (chunk: Buffer) => void;
  /** Nothing comes any more. */
  end: () => void;
}

/**
 * Passes on to `show` what is written, at once; where there are secrets, a little later and without them: one may come in two
 * pieces, so that the last lines wait for what comes behind them. A text that has no place to cut at is kept to its end.
 */
export const outputUnsaid = async (show: (chunk: Buffer) => void): Promise<Output> => {
  if (!hasSecrets()) return { write: show, end: () => undefined };
  const redact = await redactor();
  let kept: Buffer[] = [];
  let size = 0;
  let patience = batch;
  const pass = (bytes: Buffer): void => {
    if (bytes.length > 0) show(Buffer.from(redact(bytes.toString("utf8"))));
  };
  const keep = (bytes: Buffer): void => {
    kept = [bytes];
    size = bytes.length;
  };
  return {
    write: (chunk) => {
      kept.push(chunk);
      size += chunk.length;
      if (size < patience) return;
      const whole = Buffer.concat(kept);
      const at = whole.lastIndexOf(0x0a, whole.length - widest) + 1;
      const [head, rest] = [whole.subarray(0, at), whole.subarray(at)];
      const isCut = at > 0 && isSafe([head, rest], redact);
      if (isCut) pass(head);
      keep(isCut ? rest : whole);
      // What could not be cut now is looked at again when it has doubled: never again and again at every piece.
      patience = isCut ? batch : 2 * size;
    },
    end: () => {
      pass(Buffer.concat(kept));
      keep(Buffer.alloc(0));
    },
  };
};

// --- internal ---

/** Bytes: no secret is longer, with everything that it is spread over. */
const widest = 4096;
/** Bytes: as many as are looked at together. */
const batch = 16_384;

/** No secret stands over the place between them. */
const isSafe = ([head, rest]: readonly [Buffer, Buffer], redact: (text: string) => string): boolean => {
  const [first, second] = [head.toString("utf8"), rest.toString("utf8")];
  return redact(first + second) === redact(first) + redact(second);
};
