import { describe, expect, it } from "vitest";
import {
  formatRepositoryUrl,
  isSameRepository,
  movedUrl,
  parseRepositoryUrl,
  type RepositoryUrl,
  withoutCredentials,
} from "../../../../lib/guard/identity/urls.ts";

const read = (text: string, shorthand = false): RepositoryUrl => {
  const url = parseRepositoryUrl(text, { shorthand });
  if (url === undefined) throw new Error(`not read: ${text}`);
  return url;
};

const canonical = read("https://github.com/acme/claims-etl");

describe("parseRepositoryUrl", () => {
  it.each([
    "https://github.com/acme/claims-etl",
    "https://github.com/acme/claims-etl.git",
    "https://github.com/acme/claims-etl/",
    "https://github.com/acme/claims-etl.git/",
    "HTTPS://GitHub.com/Acme/Claims-ETL",
    "http://github.com/acme/claims-etl",
    "https://github.com:443/acme/claims-etl",
    "https://www.github.com/acme/claims-etl",
    "https://user:token@github.com/acme/claims-etl.git",
    "git+https://github.com/acme/claims-etl.git",
    "git+ssh://git@github.com/acme/claims-etl.git",
    "git://github.com/acme/claims-etl.git",
    "git://github.com:9418/acme/claims-etl.git",
    "ssh://git@github.com/acme/claims-etl.git",
    "ssh://git@github.com:22/acme/claims-etl",
    "ssh://git@ssh.github.com:443/acme/claims-etl.git",
    "git@github.com:acme/claims-etl.git",
    "git@github.com:/acme/claims-etl.git",
    "github.com:acme/claims-etl",
    "github:acme/claims-etl",
    "https://github.com/acme/claims-etl#readme",
    "https://github.com/acme/claims-etl/tree/main/packages/a",
    "https://github.com/acme/claims-etl?tab=readme",
    "https://github.com//acme//claims-etl",
    "https://github.com/acme/claims%2Detl",
    "  https://github.com/acme/claims-etl\n",
  ])("takes %s for the same repository", (text) => {
    expect(isSameRepository(read(text), canonical)).toBe(true);
  });

  it.each([
    "https://github.com/other/claims-etl",
    "https://github.com/acme/claims",
    "https://gitlab.com/acme/claims-etl",
    "https://github.com.evil.example/acme/claims-etl",
    "https://github.com@evil.example/acme/claims-etl",
    "https://evil.example/github.com/acme/claims-etl",
    "https://github.com:8443/acme/claims-etl",
    "https://github.com/acme/claims-etl.git.git/x",
    "https://github.com/acme/git+claims-etl",
    "mygithub:acme/claims-etl",
    "https://xn--gthub-n4a.com/acme/claims-etl",
  ])("takes %s for another one", (text) => {
    expect(isSameRepository(read(text), canonical)).toBe(false);
  });

  it.each([
    "",
    "acme/claims-etl",
    "/srv/git/claims-etl.git",
    "../claims-etl",
    "C:/repos/claims-etl",
    "file:///srv/git/claims-etl.git",
    "ftp://github.com/acme/claims-etl",
    "https://github.com/acme",
    "https://github.com",
    "https:///acme/claims-etl",
    "https://github.com/acme/claims etl",
    "https://github.com/acme/cl\taims-etl",
    "https://github.com/acme/%E0%A4%A",
    "javascript://github.com/acme/x",
    "https://github.com/acme/.git",
    "https://[github.com/acme/x",
    "xhttps://github.com/acme/claims-etl",
    "../github.com:acme/claims-etl",
    "https://git.example",
    "https://git.example/.git",
    "https://dev.azure.com/org",
  ])("does not read %j", (text) => {
    expect(parseRepositoryUrl(text)).toBeUndefined();
  });

  it("takes .git off the end alone", () => {
    expect(read("https://github.com/acme/acme.github.io").path).toBe("acme/acme.github.io");
    expect(read("https://github.com/acme/acme.github.io.git").path).toBe("acme/acme.github.io");
  });

  it("reads owner/name as GitHub's only when asked", () => {
    expect(isSameRepository(read("acme/claims-etl", true), canonical)).toBe(true);
    for (const path of ["./acme/claims-etl", "acme/claims-etl/x", "acme"])
      expect(parseRepositoryUrl(path, { shorthand: true }), path).toBeUndefined();
  });

  it("minds the case of paths on hosts that it does not know", () => {
    expect(isSameRepository(read("https://git.example/A/b"), read("https://GIT.example/a/b"))).toBe(false);
    expect(isSameRepository(read("https://git.example/a/b"), read("ssh://git@GIT.EXAMPLE./a/b.git"))).toBe(true);
  });

  it("compares ports of the web only: ssh has its own", () => {
    expect(isSameRepository(read("ssh://git@git.example:2222/a/b"), read("https://git.example:8443/a/b"))).toBe(true);
    expect(isSameRepository(read("https://git.example/a/b"), read("https://git.example:8443/a/b"))).toBe(false);
    expect(isSameRepository(read("http://git.example:80/a/b"), read("https://git.example/a/b"))).toBe(true);
    expect(isSameRepository(read("http://git.example:8080/a/b"), read("https://git.example/a/b"))).toBe(false);
    expect(isSameRepository(read("https://git.example:80/a/b"), read("https://git.example/a/b"))).toBe(false);
  });

  it("keeps the groups of GitLab and drops its pages", () => {
    expect(read("https://gitlab.com/a/b/c/-/tree/main").path).toBe("a/b/c");
    expect(read("git@git.example:a/b/c.git").path).toBe("a/b/c");
    expect(read("https://git.example/-/x").path).toBe("-/x");
    expect(isSameRepository(read("https://gitlab.com/a/b/c"), read("https://gitlab.com/a/b"))).toBe(false);
  });

  it("knows the three forms of Azure DevOps", () => {
    const web = read("https://org@dev.azure.com/org/project/_git/name");
    for (const other of [
      "git@ssh.dev.azure.com:v3/org/project/name",
      "org@vs-ssh.visualstudio.com:v3/org/project/name",
      "https://org.visualstudio.com/DefaultCollection/project/_git/name",
      "https://dev.azure.com/Org/Project/_git/Name",
    ])
      expect(isSameRepository(read(other), web), other).toBe(true);
    for (const other of [
      "https://dev.azure.com/org/project/_git/other",
      "https://org.visualstudio.com.evil.example/project/_git/name",
      "https://evil.org.visualstudio.com/project/_git/name",
    ])
      expect(isSameRepository(read(other), web), other).toBe(false);
    expect(isSameRepository(read("https://dev.azure.com/org/_git/x"), read("https://dev.azure.com/org/x/_git/x"))).toBe(
      true,
    );
  });
});

describe("formatRepositoryUrl and withoutCredentials", () => {
  it("give one spelling, without user names, passwords and tokens", () => {
    expect(formatRepositoryUrl(read("git@github.com:Acme/X.git"))).toBe("https://github.com/Acme/X");
    expect(formatRepositoryUrl(read("https://u:p@git.example:8443/a/b?token=1"))).toBe("https://git.example:8443/a/b");
    expect(withoutCredentials("https://x-access-token:ghp_secret@github.com/a/b.git")).toBe("https://github.com/a/b");
    expect(withoutCredentials("ftp://user:secret@host/x?token=secret")).toBe("ftp://host/x");
  });
});

describe("movedUrl", () => {
  it.each([
    ["https://github.com/old/claims-etl", "https://github.com/acme/claims-etl"],
    ["https://github.com/acme/old.git", "https://github.com/acme/claims-etl.git"],
    ["git+https://github.com/old/x.git", "git+https://github.com/acme/claims-etl.git"],
    ["git+ssh://git@github.com/old/x.git", "git+ssh://git@github.com/acme/claims-etl.git"],
    ["git@github.com:old/x.git", "git@github.com:acme/claims-etl.git"],
    ["https://github.com/old/x/issues#top", "https://github.com/acme/claims-etl/issues#top"],
    ["https://gitlab.com/group/sub/x", "https://github.com/acme/claims-etl"],
    ["git+https://gitlab.com/group/x.git", "git+https://github.com/acme/claims-etl.git"],
    ["github:old/x", "github:acme/claims-etl"],
  ])("turns %s into %s", (text, expected) => {
    expect(movedUrl(text, canonical)).toBe(expected);
  });

  it.each([
    ["a password", "https://me:secret@github.com/old/x"],
    ["a token", "https://token@github.com/old/x"],
    ["a token in a query", "https://github.com/old/x?private_token=secret"],
    ["a page of another host", "https://gitlab.com/group/x/-/issues"],
    ["another protocol of another host", "git@gitlab.com:group/x.git"],
    ["what stands there twice", "https://github.com/old/x?from=old/x"],
    ["letters that are written otherwise", "https://github.com/old%2Fx/y"],
    ["a place that stands there again", "https://github.com/old/x#old/x"],
    ["white space before another host's", " https://gitlab.com/group/x"],
    ["a way back on another host", "https://gitlab.com/x/../group/y"],
    ["no URL", "old name"],
  ])("does not know for %s", (_, text) => {
    expect(movedUrl(text, canonical)).toBeUndefined();
  });

  it("does not know where the place is written like a part of the host, or the new one would be read otherwise", () => {
    expect(movedUrl("https://git.example/e/e", read("https://git.example/acme/x"))).toBeUndefined();
    expect(movedUrl("https://git.example/old/x", read("https://git.example/a%25b/c"))).toBeUndefined();
  });
});
