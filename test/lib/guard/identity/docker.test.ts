import { describe, expect, it } from "vitest";
import { judgeLabels, type LabelContext } from "../../../../lib/guard/identity/docker.ts";
import { parseRepositoryUrl } from "../../../../lib/guard/identity/urls.ts";
import type { Label } from "../../../../lib/guard/sources/index.ts";

const prefix = "org.opencontainers.image.";
const label = (key: string, value: string, ...unresolved: string[]): Label => ({
  key: key.includes(".image.") || key.includes("acme") ? key : `${prefix}${key}`,
  value: { value, path: "Dockerfile", line: 3, column: 7 },
  unresolved,
});
const nothing: LabelContext = { labels: {}, name: null, display: null, repository: undefined };
const codes = (labels: Label[], context: Partial<LabelContext> = {}) =>
  judgeLabels("Dockerfile", labels, { ...nothing, ...context }).map(({ code }) => code);

describe("judgeLabels", () => {
  it("wants title and source to follow from the identity", () => {
    const context = {
      name: "claims",
      display: "Claims Engine",
      repository: parseRepositoryUrl("https://github.com/acme/claims"),
    };
    expect(judgeLabels("Dockerfile", [], { ...nothing, ...context })).toEqual([
      {
        code: "LABEL_MISSING",
        level: "violation",
        path: "Dockerfile",
        fingerprint: "b5c7ff43acfe17eb973de8b03a133743",
        message: 'The final stage has no label "org.opencontainers.image.source"',
        expected: '"https://github.com/acme/claims"',
        fix: 'add LABEL org.opencontainers.image.source="https://github.com/acme/claims" to the final stage',
      },
      expect.objectContaining({ code: "LABEL_MISSING", expected: '"claims"' }),
    ]);
    const source = label("source", "https://github.com/acme/claims.git");
    expect(codes([source, label("title", "claims")], context)).toEqual([]);
    expect(codes([source, label("title", "Claims Engine")], context)).toEqual([]);
    for (const other of ["https://github.com/x/claims", "here"])
      expect(codes([label("source", other), label("title", "Claims")], context), other).toEqual([
        "LABEL_MISMATCH",
        "LABEL_MISMATCH",
      ]);
  });

  it.each([
    [{ name: "claims" }, "identity.name"],
    [{ display: "Claims Engine" }, "identity.name or identity.display.name"],
    [{ name: "claims", display: "Claims Engine" }, "identity.name or identity.display.name"],
    [{ labels: { title: "x" }, name: "claims" }, "identity.docker.labels"],
  ])("says who wants another title: %j", (context, by) => {
    const [finding] = judgeLabels("Dockerfile", [label("title", "Other")], { ...nothing, ...context });
    expect(finding?.message).toBe(`Dockerfile:3:7: The label "${prefix}title" is not what ${by} says`);
    expect(finding?.edit).toEqual({ from: "Other", to: finding?.expected?.slice(1, -1) });
  });

  it.each([
    ["source", "https://u:secret@github.com/x/claims", "https://github.com/x/claims"],
    ["source", "git@github.com:x/claims.git", "https://github.com/x/claims"],
    ["url", "https://u:secret@claims.example/?token=secret", "https://claims.example/"],
    ["com.acme.home", "ftp://u:secret@claims.example", "ftp://claims.example"],
  ])("shows no credentials of %s=%s, and does not mend it", (key, value, shown) => {
    const repository = parseRepositoryUrl("https://github.com/acme/claims");
    const labels = { url: "https://claims.example", "com.acme.home": "https://claims.example" };
    const found = judgeLabels("Dockerfile", [label(key, value)], { ...nothing, labels, repository });
    const [finding] = found.filter(({ code }) => code === "LABEL_MISMATCH");
    expect(finding?.actual).toBe(`"${shown}"`);
    expect(finding).not.toHaveProperty("edit");
    expect(JSON.stringify(found)).not.toContain("secret");
  });

  it("takes no text for an address", () => {
    const [finding] = judgeLabels("Dockerfile", [label("title", "C# a//b@c")], { ...nothing, name: "claims" });
    expect(finding?.actual).toBe('"C# a//b@c"');
  });

  it("wants what identity.docker.labels says, by the last part of an OCI key or a key of one's own", () => {
    const labels = { vendor: "ACME", "com.acme.team": "claims", title: "x" };
    expect(codes([], { labels })).toEqual(["LABEL_MISSING", "LABEL_MISSING", "LABEL_MISSING"]);
    const given = [label("vendor", "ACME"), label("com.acme.team", "claims"), label("title", "x")];
    expect(codes(given, { labels, name: "claims" })).toEqual([]);
    expect(codes([...given.slice(0, 2), label("title", "claims")], { labels, name: "claims" })).toEqual([
      "LABEL_MISMATCH",
    ]);
    expect(codes([label("vendor", "ACME"), label("com.acme.team", "x")], { labels: { "com.acme.team": "y" } })).toEqual(
      ["LABEL_MISMATCH"],
    );
    expect(codes([label("com.acme.team", "", "TEAM")], { labels: { "com.acme.team": "y" } })).toEqual([
      "LABEL_UNRESOLVED",
    ]);
  });

  it("takes the short key of two for one label, in whatever order they stand", () => {
    const [short, long] = [{ vendor: "ACME" }, { [`${prefix}vendor`]: "Other" }];
    for (const labels of [
      { ...short, ...long },
      { ...long, ...short },
    ])
      expect(codes([label("vendor", "ACME")], { labels })).toEqual([]);
  });

  it.each([
    ["created", "2026-01-31T12:00:00Z", "2026-02-30T12:00:00Z"],
    ["created", "2024-02-29T23:59:60.5+14:00", "2026-01-31 12:00:00"],
    ["created", "2026-01-31t12:00:00z", ""],
    ["created", "2026-12-01T12:00:00.123Z", "2026-13-01T12:00:00Z"],
    ["created", "2026-01-01T12:00:00+23:30", "2026-00-10T12:00:00Z"],
    ["created", "0000-02-29T12:00:00-00:00", "1900-02-29T12:00:00Z"],
    ["created", "2026-12-31T23:59:60Z", "2026-12-00T12:00:00Z"],
    ["created", "2026-04-30T12:00:00Z", "2026-04-31T12:00:00Z"],
    ["created", "2026-04-01T12:00:00Z", "x2026-04-01T12:00:00Z"],
    ["created", "2026-04-01T00:00:00Z", "2026-04-01T00:00:00Z!"],
    ["url", "https://claims.example", "claims.example"],
    ["url", "HTTPS://claims.example/%20", "https://claims.example/a b"],
    ["url", "https://claims.example:1", "https://[claims.example"],
    ["url", "https://claims.example#a", "xhttps://claims.example"],
    ["url", "https://claims.example?a", "mailto:a@claims.example"],
    ["documentation", "http://claims.example/docs?a=1", "file:///x"],
    ["source", "git@github.com:a/b.git", "here"],
    ["licenses", "MIT OR Apache-2.0", "MIT, Apache"],
    ["version", "1.2.3+build", ""],
    ["revision", "0123abc", "my change"],
    ["title", "A title", " "],
    ["ref.name", "v1.2/x", "-v"],
    ["base.digest", `sha256:${"a".repeat(64)}`, "sha256:abc"],
    ["base.name", "docker.io/library/python:3.12", "two words"],
  ])("accepts %s=%s and reports LABEL_MISMATCH for %s", (key, good, bad) => {
    expect(codes([label(key, good)])).toEqual([]);
    expect(codes([label(key, bad)])).toEqual(["LABEL_MISMATCH"]);
  });

  it("reports LABEL_UNKNOWN for keys of the reserved prefix that nobody knows, with the nearest one", () => {
    const [finding] = judgeLabels("Dockerfile", [label("licences", "MIT")], nothing);
    expect(finding).toMatchObject({ code: "LABEL_UNKNOWN", fix: 'write "org.opencontainers.image.licenses"' });
    expect(finding?.message).toMatch(/^Dockerfile:3:7: /);
    const [far] = judgeLabels(
      "Dockerfile",
      [{ ...label("x", "y"), key: "org.opencontainers.a.key.that.is.far.from.all.of.them" }],
      nothing,
    );
    expect(far).toMatchObject({ code: "LABEL_UNKNOWN", fix: "use a prefix of your own" });
    expect(codes([label("com.acme.x", "y")])).toEqual([]);
  });

  it("could not decide about a value without default, LABEL_UNRESOLVED, and names the ARG", () => {
    const [finding] = judgeLabels("Dockerfile", [label("version", "", "VERSION")], nothing);
    expect(finding).toMatchObject({ code: "LABEL_UNRESOLVED", level: "undecided" });
    expect(finding?.message).toContain('"VERSION" has no default');
    expect(codes([label("com.acme.x", "", "X")])).toEqual([]);
  });
});
