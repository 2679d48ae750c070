import { expect, it } from "vitest";
import { type ExchangeReport, formatExchange } from "../../../lib/exchange/index.ts";

const report: ExchangeReport = {
  schema: "kprov.exchange/v1",
  format: "in-toto",
  bundles: [{ bundle: "runs/\u001b[2Ja", runId: "a", bundleDigest: "0f" }],
  output: { path: "x", kind: "directory" },
  files: Array.from({ length: 14 }, (_, index) => ({ path: `f\n${index}`, size: 10, sha256: "ab" })),
  notes: ["A \u202enote"],
  commands: ["in-toto-verify x"],
};

it("formatExchange shows names as they can't be misread, a few files, and the next command last", () => {
  const lines = formatExchange(report).split("\n");
  expect(lines).toEqual([
    "runs/\\u{1b}[2Ja: exported as in-toto",
    "  bundle digest  0f (run a)",
    "  directory      x, 14 files, 140 bytes",
    ...Array.from({ length: 12 }, (_, index) => `                 f\\u{a}${index}, 10 bytes`),
    "                 and 2 more",
    "  note           A \\u{202e}note",
    "  check          in-toto-verify x",
  ]);
});

it("formatExchange shows the digest of a form of one file, also of a stream", () => {
  const file = { ...report, format: "dsse" as const, output: { path: null, kind: "file" as const } };
  const lines = formatExchange({ ...file, files: [{ path: "", size: 7, sha256: "ab" }] });
  expect(lines).toContain("  file           stdout, 7 bytes\n  sha256         ab\n");
});
