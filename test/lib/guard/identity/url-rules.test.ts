import { describe, expect, it } from "vitest";
import { judgeUrl, type UrlClaim } from "../../../../lib/guard/identity/url-rules.ts";
import { parseRepositoryUrl } from "../../../../lib/guard/identity/urls.ts";

const canonical = (url = "https://github.com/acme/claims-etl") => {
  const parsed = parseRepositoryUrl(url);
  if (parsed === undefined) throw new Error(url);
  return parsed;
};
const claim = (role: UrlClaim["role"], value: string): UrlClaim => ({
  ...{ key: "key", url: { value, path: "f", line: 1, column: 2 }, role },
});
const judge = (role: UrlClaim["role"], value: string, url?: string) =>
  judgeUrl({ ...claim(role, value), shorthand: true }, canonical(url));

describe("judgeUrl", () => {
  it("wants the canonical repository where the repository is named", () => {
    expect(judge("repository", "git+ssh://git@github.com/Acme/claims-etl.git")).toBeUndefined();
    expect(judge("repository", "acme/claims-etl")).toBeUndefined();
    expect(judge("repository", "https://u:secret@github.com/other/claims-etl")).toEqual({
      code: "URL_MISMATCH",
      level: "violation",
      path: "f",
      line: 1,
      column: 2,
      fingerprint: "7c093f4abc93fb92825facd40173fb23",
      message: "f:1:2: key is another repository",
      expected: '"https://github.com/acme/claims-etl"',
      actual: '"https://github.com/other/claims-etl"',
      fix: 'write "https://github.com/acme/claims-etl" there, or correct identity.repository',
    });
    expect(judge("repository", "https://github.com/old/claims-etl.git")).toMatchObject({
      edit: { from: "https://github.com/old/claims-etl.git", to: "https://github.com/acme/claims-etl.git" },
    });
    expect(judge("repository", "TODO")).toMatchObject({ message: "f:1:2: key is not a URL of a repository" });
    expect(judge("repository", "")).toMatchObject({ code: "URL_MISMATCH" });
    // Only npm reads it as GitHub's.
    expect(judgeUrl(claim("repository", "acme/claims-etl"), canonical())).toMatchObject({ code: "URL_MISMATCH" });
  });

  it("lets pages be anywhere but at this repository's old owner", () => {
    expect(judge("page", "https://claims.example/docs")).toBe("none");
    for (const url of ["https://github.com/acme/other", "https://gitlab.com/old/claims-etl"])
      expect(judge("page", url), url).toBe("none");
    expect(judge("page", "https://git.example/acme/x", "https://git.example:8443/acme/x")).toBe("none");
    expect(judge("page", "https://github.com/acme/claims-etl/issues")).toBeUndefined();
    expect(judge("page", "https://github.com/old/claims-etl#readme")).toMatchObject({ code: "URL_MISMATCH" });
  });

  it("lets a home page be anywhere but at the front page of another repository", () => {
    for (const url of [
      "https://claims.example",
      "https://gitlab.com/acme/other",
      "https://bitbucket.org/acme/other",
      "https://github.com/acme/other/wiki",
      "https://github.com/acme/other/tree/x-acme/other",
    ])
      expect(judge("home", url), url).toBe("none");
    expect(judge("home", "https://github.com/sponsors/acme")).toBe("none");
    expect(judge("home", "https://github.com/acme/claims-etl#readme")).toBeUndefined();
    for (const url of [
      "https://github.com/acme/other#readme",
      "https://github.com/other/thing.git/",
      "https://github.com/other/thing.git",
      "https://github.com/other/thing//",
      "https://github.com/my-apps/thing",
      "git@github.com:o/r",
    ])
      expect(judge("home", url), url).toMatchObject({
        code: "URL_MISMATCH",
        message: "f:1:2: key is another repository",
      });
    expect(judge("home", "https://github.com/old/claims-etl/wiki")).toMatchObject({ code: "URL_MISMATCH" });
    // How deep a repository lies there, nobody knows.
    expect(judge("home", "https://git.example/acme/other", "https://git.example/acme/claims")).toBe("none");
  });

  it("reads a home page of any length in no time", () => {
    const started = performance.now();
    judge("home", `https://github.com/${"/".repeat(1_000_000)}a/b`);
    expect(performance.now() - started).toBeLessThan(4000);
  });

  it("wants a Go module below the repository, unless it has a name of its own", () => {
    expect(judge("module", "github.com/acme/claims-etl")).toBeUndefined();
    expect(judge("module", "github.com/acme/claims-etl/tools/v2")).toBeUndefined();
    expect(judge("module", "github.com/acme/claims-etl.git")).toBeUndefined();
    expect(judge("module", "go.acme.example/claims-etl")).toBe("none");
    expect(judge("module", "github.com/acme/claims-etl2")).toMatchObject({ code: "URL_MISMATCH" });
    expect(judge("module", "gitlab.com/acme/claims-etl")).toMatchObject({ expected: '"github.com/acme/claims-etl"' });
    expect(judge("module", "git.example/a/b", "https://git.example/a/c")).toMatchObject({ code: "URL_MISMATCH" });
  });
});
