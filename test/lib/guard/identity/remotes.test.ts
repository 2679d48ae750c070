import { describe, expect, it } from "vitest";
import { judgeRemotes, readRemotes } from "../../../../lib/guard/identity/remotes.ts";
import { parseRepositoryUrl } from "../../../../lib/guard/identity/urls.ts";
import { repo } from "../../../support/repo.ts";

const canonical = parseRepositoryUrl("https://github.com/acme/claims-etl") ?? {
  host: "",
  port: "",
  path: "",
  isWeb: true,
};
const right = "git@github.com:acme/claims-etl.git";
const fork = "https://github.com/me/claims-etl";
const judge = (remotes: Record<string, string>) =>
  judgeRemotes(
    Object.entries(remotes).map(([name, url]) => ({ name, urls: [url] })),
    canonical,
  ).map(({ remote, finding, skipped }) => `${remote} ${finding?.code ?? skipped ?? "agrees"}`);

describe("judgeRemotes", () => {
  it("wants origin to be the canonical repository, and leaves other remotes alone", () => {
    expect(judge({ origin: right, me: fork })).toEqual(["origin agrees", "me remote of somebody else"]);
    expect(judge({ origin: fork, me: right })).toEqual(["origin URL_MISMATCH", "me remote of somebody else"]);
  });

  it("wants it of upstream where there is one: then origin is a fork", () => {
    expect(judge({ origin: fork, upstream: right })).toEqual(["origin remote of somebody else", "upstream agrees"]);
    expect(judge({ origin: right, upstream: fork })).toEqual([
      "origin remote of somebody else",
      "upstream URL_MISMATCH",
    ]);
  });

  it("wants it of one of them where neither is there", () => {
    expect(judge({ github: right, mirror: fork })).toEqual(["github agrees", "mirror remote of somebody else"]);
    expect(judge({ a: fork, b: fork })).toEqual(["a URL_MISMATCH", "b URL_MISMATCH"]);
    expect(judge({})).toEqual([]);
  });

  it("skips a remote on this machine, and says so", () => {
    for (const url of ["/srv/git/x.git", "../x", "./a:b/c", "file:///srv/x.git", "C:/x", "x"])
      expect(judge({ origin: url }), url).toEqual(["origin local remote"]);
    for (const url of ["ftp://x/y", "gh:me/x", ""]) expect(judge({ origin: url }), url).not.toEqual(["origin agrees"]);
  });

  it("shows no token", () => {
    const [verdict] = judgeRemotes([{ name: "origin", urls: ["https://x:ghp_secret@github.com/me/x.git"] }], canonical);
    expect(verdict?.finding?.actual).toBe('"https://github.com/me/x"');
    expect(JSON.stringify(verdict)).not.toContain("secret");
  });
});

describe("readRemotes", () => {
  it("reads the first URL of each remote, as configured and as git rewrites it", () => {
    using fixture = repo({ a: "x" });
    expect(readRemotes(fixture.dir)).toEqual([]);
    fixture.git("remote", "add", "origin", "gh:acme/claims-etl");
    fixture.git("remote", "set-url", "--add", "origin", "https://elsewhere.example/a/b");
    fixture.git("config", "url.https://github.com/.insteadOf", "gh:");
    fixture.git("config", "remote.odd.name.url", fork);
    expect(readRemotes(fixture.dir)).toEqual([
      { name: "origin", urls: ["gh:acme/claims-etl", "https://github.com/acme/claims-etl"] },
      { name: "odd.name", urls: [fork] },
    ]);
    expect(judgeRemotes(readRemotes(fixture.dir), canonical)[0]).toEqual({ remote: "origin" });
  });
});
