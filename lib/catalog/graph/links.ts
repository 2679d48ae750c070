/**
 * What joins two runs, gathered while walking.
 *
 * @module
 */
import { compareBytes } from "../../report.ts";
import type { LinkFile } from "./model.ts";

export interface Link {
  from: number;
  to: number;
  isLater: boolean;
  /** By digest. */
  files: Map<string, LinkFile>;
}

export interface Links {
  add: (ends: Pick<Link, "from" | "to" | "isLater">, file: LinkFile) => void;
  all: () => Link[];
}

/** A content counts once for two runs, however often each has it and from whichever side it was found. */
export const createLinks = (): Links => {
  const byMaker = new Map<number, Map<number, Link>>();
  return {
    add: ({ from, to, isLater }, file) => {
      const ofMaker = byMaker.get(from) ?? new Map<number, Link>();
      if (ofMaker.size === 0) byMaker.set(from, ofMaker);
      const link = ofMaker.get(to) ?? { from, to, isLater, files: new Map<string, LinkFile>() };
      if (link.files.size === 0) ofMaker.set(to, link);
      link.isLater &&= isLater;
      const known = link.files.get(file.digest);
      // The rows come in no order: the first by bytes is the same every time.
      if (known === undefined || compareBytes(file.read, known.read) < 0) link.files.set(file.digest, file);
    },
    all: () => [...byMaker.values()].flatMap((ofMaker) => [...ofMaker.values()]),
  };
};
