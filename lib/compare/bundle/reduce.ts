/**
 * Two provenances without what is the same in both lists: 20,000 files that did not change are neither parsed nor compared
 * one by one.
 *
 * @module
 */
import { type JsonValue, parseJson } from "../../json.ts";
import { type EntryList, type OwnEntries, openEntries, openTexts, ownEntries } from "./entries.ts";

/** The documents with the entries of their lists that the other one does not have, in their order. */
export interface Reduced {
  before: JsonValue;
  after: JsonValue;
  /** Entries that both have, by their role; subjects under `subject`. */
  same: ReadonlyMap<string, number>;
}

/**
 * Reduce two canonical provenances. Throws `E_JSON` for bytes that are no safe JSON; what is JSON and no provenance comes back
 * as it is.
 */
export const reduceProvenances = (before: Buffer, after: Buffer): Reduced => {
  const [left, right] = [takeApart(before), takeApart(after)];
  if (left === undefined || right === undefined) {
    return { before: parse(before, "before"), after: parse(after, "after"), same: new Map() };
  }
  const same = new Map<string, number>();
  const tally = (role: string): void => void same.set(role, (same.get(role) ?? 0) + 1);
  const none = () => undefined;
  const own = {
    inputs: ownEntries(left.inputs, right.inputs, none),
    outputs: ownEntries(left.outputs, right.outputs, none),
    dependencies: ownEntries(left.dependencies, right.dependencies, (...entry) => tally(roleOf(...entry))),
    subjects: ownEntries(left.subjects, right.subjects, () => tally("subject")),
  };
  return {
    before: putTogether(left, { ...own, side: "left" }),
    after: putTogether(right, { ...own, side: "right" }),
    same,
  };
};

// --- internal ---

/** A provenance cut at its lists. */
interface Parts {
  bytes: Buffer;
  /** Inputs and outputs as declared: whoever declares each of 20,000 files has long lists of them here, too. */
  inputs: EntryList;
  outputs: EntryList;
  dependencies: EntryList;
  subjects: EntryList;
}

const parse = (bytes: Buffer, name: string): JsonValue => parseJson(bytes, { name: `provenance.json (${name})` });

// In JSON a quote within a string follows a backslash: what has a bare one in it can't be a part of a file's name.
const inputs = ['"inputs":[', '],"outputs":['] as const;
const outputs = ['"outputs":[', '],"pipeline":'] as const;
const dependencies = ['"resolvedDependencies":[', ']},"runDetails":{"builder":'] as const;
const subjects = ['"predicateType":"https://slsa.dev/provenance/v1","subject":[', "]}\n"] as const;

const takeApart = (bytes: Buffer): Parts | undefined => {
  const declared = placeOf(bytes, inputs, 0);
  const made = placeOf(bytes, outputs, declared?.to ?? 0);
  const needed = placeOf(bytes, dependencies, made?.to ?? 0);
  const last = placeOf(bytes, subjects, needed?.to ?? 0);
  if (declared === undefined || made === undefined || needed === undefined || last === undefined) return undefined;
  if (last.to + subjects[1].length !== bytes.length) return undefined;
  const parts = {
    inputs: openTexts(bytes, declared.from, declared.to),
    outputs: openTexts(bytes, made.from, made.to),
    dependencies: openEntries(bytes, needed.from, needed.to),
    subjects: openEntries(bytes, last.from, last.to),
  };
  return Object.values(parts).includes(undefined) ? undefined : { bytes, ...(parts as Omit<Parts, "bytes">) };
};

interface Place {
  from: number;
  to: number;
}

/** What stands between the two, after `at`. */
const placeOf = (bytes: Buffer, [start, end]: readonly [string, string], at: number): Place | undefined => {
  const found = bytes.indexOf(start, at);
  const to = found === -1 ? -1 : bytes.indexOf(end, found + start.length - 1);
  return to === -1 ? undefined : { from: found + start.length, to: Math.max(to, found + start.length) };
};

type Own = Record<"inputs" | "outputs" | "dependencies" | "subjects", OwnEntries> & { side: "left" | "right" };

/** The document again, with what only this side has. */
const putTogether = ({ bytes, ...lists }: Parts, { side, ...own }: Own): JsonValue => {
  const pieces: string[] = [];
  let at = 0;
  const put = (list: EntryList, filled: string): void => {
    pieces.push(bytes.toString("latin1", at, list.start), filled);
    at = list.end;
  };
  put(lists.inputs, own.inputs[side].map((text) => `"${text}"`).join(","));
  put(lists.outputs, own.outputs[side].map((text) => `"${text}"`).join(","));
  put(lists.dependencies, own.dependencies[side].map((entry) => `{"${entry}}`).join(","));
  put(lists.subjects, own.subjects[side].map((entry) => `{"${entry}}`).join(","));
  pieces.push(bytes.toString("latin1", at));
  return parse(Buffer.from(pieces.join(""), "latin1"), "reduced");
};

const roleKey = '"kprov_role":"';

const roleOf = (text: string, from: number, to: number): string => {
  const at = text.indexOf(roleKey, from);
  return at === -1 || at >= to ? "" : text.slice(at + roleKey.length, text.indexOf('"', at + roleKey.length));
};
