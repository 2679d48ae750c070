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
    expect(codes([label("source", "https://github.com/x/claims"), label("title", "Claims")], context)).toEqual([
      "LABEL_MISMATCH",
      "LABEL_MISMATCH",
    ]);
  });

  it("wants what identity.docker.labels says, by the last part of an OCI key or a key of one's own", () => {
    const labels = { vendor: "ACME", "com.acme.team": "claims", title: "x" };
    expect(codes([], { labels })).toEqual(["LABEL_MISSING", "LABEL_MISSING", "LABEL_MISSING"]);
    const given = [label("vendor", "ACME"), label("com.acme.team", "claims"), label("title", "x")];
    expect(codes(given, { labels, name: "claims" })).toEqual([]);
    expect(codes([...given.slice(0, 2), label("title", "claims")], { labels, name: "claims" })).toEqual([
      "LABEL_MISMATCH",
    ]);
  });

  it.each([
    ["created", "2026-01-31T12:00:00Z", "2026-02-30T12:00:00Z"],
    ["created", "2024-02-29T23:59:60.5+14:00", "2026-01-31 12:00:00"],
    ["created", "2026-01-31t12:00:00z", ""],
    ["url", "https://claims.example", "claims.example"],
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
    expect(codes([{ ...label("x", "y"), key: "org.opencontainers.planted" }])).toEqual(["LABEL_UNKNOWN"]);
    expect(codes([label("com.acme.x", "y")])).toEqual([]);
  });

  it("could not decide about a value without default, LABEL_UNRESOLVED, and names the ARG", () => {
    const [finding] = judgeLabels("Dockerfile", [label("version", "", "VERSION")], nothing);
    expect(finding).toMatchObject({ code: "LABEL_UNRESOLVED", level: "undecided" });
    expect(finding?.message).toContain('"VERSION" has no default');
    expect(codes([label("com.acme.x", "", "X")])).toEqual([]);
  });
});
