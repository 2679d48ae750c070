import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../lib/digest.ts";
import { layout } from "../../../lib/evidence/index.ts";
import { formatDocument } from "../../../lib/json.ts";
import { judgeBytes } from "../../../lib/verify/documents.ts";
import { verifyBundle } from "../../../lib/verify/index.ts";
import { editDocument, inputOf, reseal, writeBundle } from "../../support/bundle.ts";
import { temporary } from "../../support/temporary.ts";

const documents = [layout.provenance, layout.toolchain, layout.review] as const;

const findingsOf = async (dir: string) => (await verifyBundle(dir, { integrityOnly: true })).findings;

/** Findings of a bundle in which one document has these bytes, and every digest is right. */
const judgeText = (path: string, change: (text: string) => string) => {
  const dir = writeBundle(temporary());
  writeFileSync(join(dir, path), change(readFileSync(join(dir, path), "utf8")));
  reseal(dir);
  return findingsOf(dir);
};

describe.each(documents)("judgeDocument of %s", (path) => {
  it.each<[string, string, (text: string) => string]>([
    ["DOCUMENT_MALFORMED", "nothing", () => ""],
    ["DOCUMENT_MALFORMED", "half of it", (text) => text.slice(0, text.length / 2)],
    ["DOCUMENT_MALFORMED", "a byte order mark", (text) => `\ufeff${text}`],
    ["DOCUMENT_MALFORMED", "a duplicate key", (text) => text.replace("{", '{"a":1,"a":2,')],
    ["DOCUMENT_MALFORMED", "__proto__ as a key", (text) => text.replace("{", '{"__proto__":{},')],
    ["DOCUMENT_MALFORMED", "nesting without end", () => `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["DOCUMENT_MALFORMED", "a number that no double holds", (text) => text.replace("{", '{"a":12345678901234567890,')],
    ["DOCUMENT_MALFORMED", "trailing bytes", (text) => `${text}x`],
    ["DOCUMENT_NOT_CANONICAL", "no final newline", (text) => text.trimEnd()],
    ["DOCUMENT_NOT_CANONICAL", "two final newlines", (text) => `${text}\n`],
    ["DOCUMENT_NOT_CANONICAL", "indentation", (text) => `${JSON.stringify(JSON.parse(text), null, 2)}\n`],
    ["DOCUMENT_NOT_CANONICAL", "an escape that is not needed", (text) => text.replace("a", "\\u0061")],
    ["DOCUMENT_INVALID", "an unknown field", (text) => formatDocument({ ...JSON.parse(text), zzz: 1 }).toString()],
    ["DOCUMENT_INVALID", "a list", () => "[]\n"],
    ["DOCUMENT_INVALID", "null", () => "null\n"],
  ])("reports %s for %s", async (code, _, change) => {
    const findings = await judgeText(path, change);
    expect(findings.filter((finding) => finding.path === path).map((finding) => finding.code)).toContain(code);
    expect(findings.every(({ level }) => level === "violation")).toBe(true);
  });
});

describe("judgeDocument", () => {
  it("reports one DOCUMENT_INVALID for each place, with its path and what was found", async () => {
    const dir = writeBundle(temporary());
    editDocument(dir, layout.toolchain, (toolchain) => {
      toolchain.platform.os = 7;
      toolchain.tools[0].sha256 = "ABC";
      toolchain.tools[0].extra = true;
      delete toolchain.cuda;
    });
    reseal(dir);
    const findings = (await findingsOf(dir)).filter(({ path }) => path === layout.toolchain);
    expect(findings.map(({ code, message }) => `${code} ${message.split(":")[0]}`)).toEqual([
      'DOCUMENT_INVALID "$.cuda"',
      'DOCUMENT_INVALID "$.platform.os"',
      'DOCUMENT_INVALID "$.tools[0]"',
      'DOCUMENT_INVALID "$.tools[0].sha256"',
    ]);
    expect(findings[3]).toMatchObject({ actual: "ABC" });
  });

  it("is undecided with DOCUMENT_VERSION about a document of a later version", async () => {
    const dir = writeBundle(temporary());
    editDocument(dir, layout.toolchain, (toolchain) =>
      Object.assign(toolchain, { schema: "kprov.toolchain/v2", fresh: 1 }),
    );
    reseal(dir);
    expect(await findingsOf(dir)).toMatchObject([
      { code: "DOCUMENT_VERSION", level: "undecided", path: layout.toolchain },
    ]);
  });

  it("takes no other schema id for a later version", async () => {
    const dir = writeBundle(temporary());
    editDocument(dir, layout.toolchain, (toolchain) => Object.assign(toolchain, { schema: "kprov.toolchain/v1.1" }));
    reseal(dir);
    expect(await findingsOf(dir)).toMatchObject([{ code: "DOCUMENT_INVALID", level: "violation" }]);
  });

  it("survives lone surrogates in every text", async () => {
    for (const path of [...documents, layout.summary]) {
      const dir = writeBundle(temporary());
      const text = readFileSync(join(dir, path), "utf8");
      writeFileSync(join(dir, path), text.replaceAll(/:"([^"]*)"/g, ':"$1\\ud800"'));
      const { verdict } = await verifyBundle(dir, { integrityOnly: true, root: dir });
      expect(verdict).toBe("violated");
    }
  });

  it("counts what is wrong beyond the first hundred places", async () => {
    const members = Array.from({ length: 1000 }, () => "x");
    const bytes = formatDocument({ schema: "kprov.manifest/v1", members });
    const { findings } = await judgeBytes("x.json", bytes, "manifest");
    expect(findings).toHaveLength(101);
    expect(findings.at(-1)?.message).toBe("and 900 more places");
  });

  it("judges a provenance of 100,000 inputs", async () => {
    const inputs = Array.from({ length: 100_000 }, (_, index) => ({
      ...inputOf(`data/part-${index}.csv`, ""),
      digest: { sha256: sha256("x") },
    }));
    expect(await findingsOf(writeBundle(temporary(), { inputs }))).toEqual([]);
  });
});
