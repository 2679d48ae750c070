import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bundleDigest, formatSums, layout, type Member } from "../../../lib/evidence/index.ts";
import { formatDocument } from "../../../lib/json.ts";
import { type BundleVerdict, verifyBundle } from "../../../lib/verify/index.ts";
import { editDocument, membersOf, reseal, sealMembers, writeBundle } from "../../support/bundle.ts";
import { temporary } from "../../support/temporary.ts";

const judge = (dir: string): Promise<BundleVerdict> => verifyBundle(dir, { integrityOnly: true });
const shape = ({ findings }: BundleVerdict) => findings.map(({ code, path }) => `${code} ${path}`);
const stranger = (path: string): Member => ({ path, size: 1, sha256: "a".repeat(64), stability: "volatile" });

/** A manifest of these members in this very order, and the sums that go with it. */
const putManifest = (dir: string, members: readonly Member[]): void => {
  const bytes = formatDocument({ schema: "kprov.manifest/v1", members });
  writeFileSync(join(dir, layout.manifest), bytes);
  writeFileSync(join(dir, layout.sums), formatSums(members, bytes));
};

describe("judgeManifest", () => {
  it.each([
    ["/etc/passwd"],
    ["../outside"],
    ["outputs/../../outside"],
    ["outputs/./a"],
    ["outputs//a"],
    ["outputs/a/"],
    ["outputs\\a"],
    ["C:/a"],
    [".."],
    ["a\0b"],
    ["\ud800"],
    [layout.manifest],
    [layout.sums],
    ["attestations/x.json"],
    ["attestations"],
    ["Attestations/x.json"],
  ])("reports MEMBER_PATH for %j and touches nothing there", async (path) => {
    const dir = writeBundle(temporary());
    // A lone surrogate has no canonical form, so this one is written as JSON escapes it.
    const members = [...membersOf(dir), stranger(path)];
    const bytes = Buffer.from(`${JSON.stringify({ members, schema: "kprov.manifest/v1" })}\n`);
    writeFileSync(join(dir, layout.manifest), bytes);
    const verdict = await judge(dir);
    expect(verdict.verdict).toBe("violated");
    expect(shape(verdict)).toContain(`MEMBER_PATH ${path}`);
    expect(shape(verdict)).not.toContain(`MEMBER_MISSING ${path}`);
  });

  it.each([
    ["the same path twice", ["outputs/a.csv"]],
    ["paths that differ in case", ["outputs/A.CSV"]],
    ["paths that differ in composition", ["outputs/\u00e9", "outputs/e\u0301"]],
    ["a path that is the manifest's in another case", ["Manifest.JSON"]],
    ["a file with members below it", ["outputs/a.csv/below"]],
    ["a file with members below it in another case", ["outputs/A.csv/below"]],
  ])("reports MEMBER_COLLISION for %s", async (_, paths) => {
    const dir = writeBundle(temporary());
    sealMembers(dir, [...membersOf(dir), ...paths.map(stranger)]);
    const found = shape(await judge(dir));
    expect(found.some((text) => text.startsWith("MEMBER_COLLISION"))).toBe(true);
  });

  it.each(["notes.txt", "logs/other.log", "logs", "outputs.csv", ".kprov"])(
    "reports MEMBER_PATH for %s, which is listed and no member of any bundle",
    async (path) => {
      const dir = writeBundle(temporary(), path === "logs" ? { logs: null } : {});
      writeFileSync(join(dir, path), "x");
      reseal(dir);
      expect(shape(await judge(dir))).toEqual([`MEMBER_PATH ${path}`]);
    },
  );

  it("reports members in another order as not canonical", async () => {
    const dir = writeBundle(temporary());
    const sorted = JSON.parse(readFileSync(join(dir, layout.manifest), "utf8")).members as Member[];
    putManifest(dir, sorted.toReversed());
    expect(shape(await judge(dir))).toContain("DOCUMENT_NOT_CANONICAL manifest.json");
  });

  it("sorts by bytes, not by code units", async () => {
    const dir = writeBundle(temporary(), { outputs: { "\uff5e": "1", "\u{1f600}": "2" } });
    expect((await judge(dir)).verdict).toBe("proved");
    const sorted = JSON.parse(readFileSync(join(dir, layout.manifest), "utf8")).members as Member[];
    putManifest(
      dir,
      sorted.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    );
    expect(shape(await judge(dir))).toContain("DOCUMENT_NOT_CANONICAL manifest.json");
  });

  it("reports MEMBER_STABILITY for a log listed as stable", async () => {
    const dir = writeBundle(temporary());
    sealMembers(
      dir,
      membersOf(dir).map((member) => (member.path === layout.stdout ? { ...member, stability: "stable" } : member)),
    );
    const verdict = await judge(dir);
    expect(verdict.findings).toContainEqual(
      expect.objectContaining({
        code: "MEMBER_STABILITY",
        path: layout.stdout,
        expected: "volatile",
        actual: "stable",
      }),
    );
  });

  it.each([layout.summary, layout.provenance, layout.toolchain, layout.review, layout.trace])(
    "reports MEMBER_MISSING for a manifest that does not list %s",
    async (path) => {
      const dir = writeBundle(temporary());
      sealMembers(
        dir,
        membersOf(dir).filter((member) => member.path !== path),
      );
      expect(shape(await judge(dir))).toContain(`MEMBER_MISSING ${path}`);
    },
  );

  it("reports a manifest that is JSON in another layout as not canonical", async () => {
    const dir = writeBundle(temporary());
    const manifest = JSON.parse(readFileSync(join(dir, layout.manifest), "utf8"));
    const bytes = Buffer.from(JSON.stringify(manifest, null, 2));
    writeFileSync(join(dir, layout.manifest), bytes);
    writeFileSync(join(dir, layout.sums), formatSums(manifest.members, bytes));
    expect(shape(await judge(dir))).toEqual(["DOCUMENT_NOT_CANONICAL manifest.json"]);
  });

  it("is undecided about a manifest of a later version", async () => {
    const dir = writeBundle(temporary());
    editDocument(dir, layout.manifest, (manifest) => {
      manifest.schema = "kprov.manifest/v2";
    });
    expect(await judge(dir)).toMatchObject({
      verdict: "undecided",
      findings: [{ code: "DOCUMENT_VERSION", level: "undecided" }],
    });
  });

  it("names the bundle by the manifest's bytes even when they are damaged", async () => {
    const dir = writeBundle(temporary());
    writeFileSync(join(dir, layout.manifest), "{");
    expect(await judge(dir)).toMatchObject({
      bundleDigest: bundleDigest(Buffer.from("{")),
      stableDigest: null,
      verdict: "violated",
    });
  });
});

describe("judgeSums", () => {
  it("reports the first line that differs", async () => {
    const dir = writeBundle(temporary());
    const text = readFileSync(join(dir, layout.sums), "utf8");
    const [first = ""] = text.split("\n");
    writeFileSync(join(dir, layout.sums), text.replace(first, `${"0".repeat(64)}${first.slice(64)}`));
    expect((await judge(dir)).findings).toEqual([
      {
        code: "SUMS_MISMATCH",
        level: "violation",
        path: layout.sums,
        message: "It differs from what the manifest gives, first in line 1",
        expected: first,
        actual: `${"0".repeat(64)}${first.slice(64)}`,
      },
    ]);
  });

  it.each([
    ["a line more", (text: string) => `${text}${"0".repeat(64)}  extra\n`],
    ["a line less", (text: string) => text.slice(0, text.lastIndexOf("\n", text.length - 2) + 1)],
    ["other line ends", (text: string) => text.replaceAll("\n", "\r\n")],
    ["binary marks", (text: string) => text.replaceAll("  ", " *")],
    ["another order", (text: string) => `${text.trimEnd().split("\n").toReversed().join("\n")}\n`],
    ["very many bytes more", (text: string) => text.repeat(100)],
  ])("reports SUMS_MISMATCH for %s", async (_, change) => {
    const dir = writeBundle(temporary());
    writeFileSync(join(dir, layout.sums), change(readFileSync(join(dir, layout.sums), "utf8")));
    expect(shape(await judge(dir))).toEqual(["SUMS_MISMATCH SHA256SUMS"]);
  });

  it("agrees with sha256sum -c about names with newlines, backslashes' neighbours, spaces and any script", async () => {
    const outputs = {
      "Ü ber.csv": "1",
      "数据/表.csv": "2",
      "a\nb": "3",
      "c\rd": "4",
      " lead": "5",
      "*star": "6",
      "-dash": "7",
      "😀": "8",
    };
    const dir = writeBundle(temporary(), { outputs });
    expect((await judge(dir)).verdict).toBe("proved");
    const said = execFileSync("sha256sum", ["-c", "--strict", layout.sums], { cwd: dir, encoding: "utf8" });
    expect(said.trimEnd().split("\n")).toHaveLength(membersOf(dir).length + 1);
  });

  it("agrees with sha256sum -c that a changed member is wrong", async () => {
    const dir = writeBundle(temporary());
    writeFileSync(join(dir, "outputs/a.csv"), "x");
    expect(() => execFileSync("sha256sum", ["-c", "--status", layout.sums], { cwd: dir })).toThrow();
    reseal(dir);
    execFileSync("sha256sum", ["-c", "--status", layout.sums], { cwd: dir });
  });
});
