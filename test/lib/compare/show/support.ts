/**
 * A difference with every kind of change in it.
 *
 * @module
 */
import type { Difference } from "../../../../lib/compare/index.ts";

/** `word` stands wherever words of others stand. */
export const sample = (word = "word"): Difference => ({
  schema: "kprov.diff/v1",
  kind: "bundle",
  before: { name: "runs/a", step: "train", runId: "r1", bundleDigest: "d".repeat(64) },
  after: { name: `runs/${word}`, step: word, runId: "r2", bundleDigest: "e".repeat(64) },
  basis: "named",
  equal: false,
  changes: 9,
  sections: [
    { name: "outcome", same: null, changes: [] },
    {
      name: "command",
      same: null,
      changes: [
        { what: "changed", name: "--lr", before: "0.1", after: word },
        { what: "added", name: word, before: null, after: word },
      ],
    },
    {
      name: "git",
      same: null,
      changes: [{ what: "changed", name: "commit", before: "1".repeat(40), after: "2".repeat(40), note: word }],
    },
    {
      name: "inputs",
      same: 1,
      changes: [
        { what: "changed", name: word, before: `sha256:${"1".repeat(64)}`, after: `sha256:${"2".repeat(64)}` },
        { what: "renamed", name: word, before: word, after: word },
        { what: "removed", name: word, before: word, after: null },
      ],
    },
    {
      name: "outputs",
      same: 7,
      changes: [
        {
          ...{ what: "changed", name: `${word}.txt`, before: "1 bytes", after: "2 bytes" },
          content: {
            ...{ kind: "text", added: 9, removed: 1, before: 3, after: 11, note: "the last line has its newline now" },
            first: [{ line: { before: 2, after: 2 }, before: word, after: `${word}!` }],
          },
        },
        {
          ...{ what: "changed", name: `${word}.json`, before: "1 bytes", after: "2 bytes" },
          content: {
            ...{ kind: "json", changed: 3 },
            first: [
              { path: `$.${word}`, before: "1", after: word },
              { path: "$.new", before: null, after: "1" },
              { path: "$.gone", before: "1", after: null },
            ],
          },
        },
        {
          ...{ what: "changed", name: `${word}.csv`, before: "1 bytes", after: "2 bytes" },
          content: {
            kind: "csv",
            columns: { added: [word], removed: [word], moved: true },
            rows: { before: 2, after: 2, added: 1, removed: 1, changed: 1 },
            key: word,
            cells: [{ column: word, changed: 1, first: { row: word, before: "", after: word } }],
            examples: [
              { what: "removed", row: 1, text: word },
              { what: "added", row: 2, text: word },
            ],
          },
        },
        {
          ...{ what: "changed", name: `${word}.bin`, before: "1 bytes", after: "2 bytes" },
          content: { kind: "binary", before: 1, after: 2, offset: 0 },
        },
        {
          ...{ what: "changed", name: word, before: "1 bytes", after: "2 bytes" },
          content: { kind: "unseen", why: word },
        },
      ],
    },
  ],
  volatile: null,
  checked: { how: "whole", detail: "both bundles are whole; who made them was not asked" },
});
