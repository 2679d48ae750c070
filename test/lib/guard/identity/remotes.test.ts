import { appendFileSync } from "node:fs";
import { join } from "node:path";
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
const asWritten = (url: string) => ({ written: url, url });
const judge = (remotes: Record<string, string>) =>
  judgeRemotes(
    Object.entries(remotes).map(([name, url]) => ({ name, fetched: [asWritten(url)], pushed: [asWritten(url)] })),
    canonical,
  ).map(({ remote, finding, skipped }) => `${remote} ${finding?.code ?? skipped ?? "agrees"}`);

describe("judgeRemotes", () => {
  it("wants origin to be the canonical repository, and leaves other remotes alone", () => {
    expect(judge({ origin: right, me: fork })).toEqual(["origin agrees", "me another remote"]);
    expect(judge({ origin: fork, me: right })).toEqual(["origin URL_MISMATCH", "me another remote"]);
  });

  it("wants it of upstream where there is one: then origin is a fork", () => {
    expect(judge({ origin: fork, upstream: right })).toEqual(["origin another remote", "upstream agrees"]);
    expect(judge({ origin: right, upstream: fork })).toEqual(["origin another remote", "upstream URL_MISMATCH"]);
  });

  it("wants it of one of them where neither is there", () => {
    expect(judge({ github: right, mirror: fork })).toEqual(["github agrees", "mirror another remote"]);
    expect(judge({ a: fork, b: fork })).toEqual(["a URL_MISMATCH", "b URL_MISMATCH"]);
    expect(judge({})).toEqual([]);
  });

  it("skips a remote on this machine, and says so", () => {
    for (const url of ["/srv/git/x.git", "../x", "./a:b/c", "x/ab:c", "file:///srv/x.git", "C:/x", "c:\\x", "x", ""])
      expect(judge({ origin: url }), url).toEqual(["origin local remote"]);
  });

  it.each([
    "ftp://x/y",
    "gh:me/x",
    "g:me/x",
    ".gh:me/x",
    "~gh:me/x",
    "git@git.example:me/x",
    "git@git.example:/me/x",
    "https://git.example/file:///x",
    "a/b://c",
  ])("takes %s for no remote on this machine", (url) => {
    expect(judge({ origin: url })).toEqual(["origin URL_MISMATCH"]);
  });

  it("says how to mend it", () => {
    const fixOf = (name: string) =>
      judgeRemotes([{ name, fetched: [asWritten(fork)], pushed: [] }], canonical)[0]?.finding?.fix;
    expect(fixOf("origin")).toContain("run git remote set-url origin https://github.com/acme/claims-etl; in a fork, ");
    expect(fixOf("github")).toBe("correct the remote, or identity.repository");
  });

  it("shows no token", () => {
    const url = asWritten("https://x:ghp_secret@github.com/me/x.git");
    const [verdict] = judgeRemotes([{ name: "origin", fetched: [url], pushed: [url] }], canonical);
    expect(verdict?.finding?.actual).toBe('"https://github.com/me/x"');
    expect(JSON.stringify(verdict)).not.toContain("secret");
  });
});

/** Each remote with the URLs that are used, `FETCHED > PUSHED`. */
const readIn = async (dir: string) =>
  (await readRemotes(dir)).map(({ name, fetched, pushed }) =>
    [name, ...[fetched, pushed].map((list) => list.map(({ url }) => url).join(" "))].join(" > "),
  );
const judgeIn = async (dir: string) =>
  judgeRemotes(await readRemotes(dir), canonical).map(({ remote, finding, skipped }) =>
    [remote, finding === undefined ? (skipped ?? "agrees") : finding.message].join(": "),
  );
const pushesElsewhere = 'origin: The remote "origin" pushes to another repository';

describe("readRemotes", () => {
  it("reads what is fetched from and what is pushed to, as git rewrites it", async () => {
    using fixture = repo({ a: "x" });
    expect(await readRemotes(fixture.dir)).toEqual([]);
    fixture.git("remote", "add", "origin", "gh:acme/claims-etl");
    fixture.git("config", "url.https://github.com/.insteadOf", "gh:");
    fixture.git("config", "remote.odd.name.url", fork);
    expect((await readRemotes(fixture.dir))[0]?.fetched).toEqual([
      { written: "gh:acme/claims-etl", url: "https://github.com/acme/claims-etl" },
    ]);
    const used = "https://github.com/acme/claims-etl";
    expect(await readIn(fixture.dir)).toEqual([`origin > ${used} > ${used}`, `odd.name > ${fork} > ${fork}`]);
    expect(await judgeIn(fixture.dir)).toEqual(["origin: agrees", "odd.name: another remote"]);
  });

  it.each<[string, string[][], string]>([
    ["a push URL elsewhere", [["remote", "set-url", "--push", "origin", "git@evil.example:a/it"]], pushesElsewhere],
    ["a second URL, which is pushed to as well", [["remote", "set-url", "--add", "origin", fork]], pushesElsewhere],
    [
      "a second push URL",
      ["remote.origin.pushurl", "x"].map((_, at) => [
        "config",
        "--add",
        "remote.origin.pushurl",
        at === 0 ? right : fork,
      ]),
      pushesElsewhere,
    ],
    ["pushInsteadOf", [["config", "url.https://evil.example/.pushInsteadOf", "git@github.com:"]], pushesElsewhere],
    [
      "insteadOf",
      [["config", "url.https://evil.example/.insteadOf", "git@github.com:"]],
      'origin: The remote "origin" is another repository',
    ],
    [
      "insteadOf of the push URL",
      [
        ["config", "remote.origin.pushurl", "gh:me/x"],
        ["config", "url.git@github.com:.insteadOf", "gh:"],
      ],
      pushesElsewhere,
    ],
    [
      "a push URL that is the same repository",
      [["remote", "set-url", "--push", "origin", "https://github.com/acme/claims-etl"]],
      "origin: agrees",
    ],
    [
      "a push URL that is none, so that nobody pushes",
      [["remote", "set-url", "--push", "origin", "no_push"]],
      "origin: agrees",
    ],
    [
      "pushInsteadOf from https to ssh",
      [
        ["remote", "set-url", "origin", "https://github.com/acme/claims-etl"],
        ["config", "url.git@github.com:.pushInsteadOf", "https://github.com/"],
      ],
      "origin: agrees",
    ],
    [
      "a token that insteadOf puts in",
      [["config", "url.https://x:t0ken@github.com/.insteadOf", "git@github.com:"]],
      "origin: agrees",
    ],
  ])("judges %s", async (_, commands, verdict) => {
    using fixture = repo({ a: "x" });
    fixture.git("remote", "add", "origin", right);
    for (const command of commands) fixture.git(...command);
    expect(await judgeIn(fixture.dir)).toEqual([verdict]);
  });

  it("says where a rewriting is configured, without its token", async () => {
    using fixture = repo({ a: "x" });
    fixture.git("remote", "add", "origin", right);
    fixture.git("config", "url.https://x:t0ken@evil.example/.insteadOf", "git@github.com:");
    const [verdict] = judgeRemotes(await readRemotes(fixture.dir), canonical);
    expect(verdict?.finding).toMatchObject({ code: "URL_MISMATCH", actual: '"https://evil.example/acme/claims-etl"' });
    expect(verdict?.finding?.fix).toContain("git config --show-origin --get-regexp '^url\\.'");
    expect(JSON.stringify(verdict)).not.toContain("t0ken");
  });

  it("writes no odd name into a command", () => {
    const [pushed, ...odd] = ["upstream", "$(x)", "$x", "x;y"].map(
      (name) =>
        judgeRemotes([{ name, fetched: [asWritten(right)], pushed: [asWritten(fork)] }], canonical)[0]?.finding?.fix,
    );
    expect(pushed).toContain("git remote get-url --push --all upstream, ");
    expect(odd).toEqual(Array(3).fill("correct the remote, or identity.repository"));
  });

  it.each<[string, string[][], string]>([
    [
      "the URLs before an empty one, which some versions of git forget",
      [
        ["remote.origin.url", ""],
        ["remote.origin.url", fork],
      ],
      `origin > ${right} ${fork} > ${right} ${fork}`,
    ],
    [
      "the push URLs before an empty one, and what is pushed to without any",
      [
        ["remote.origin.pushurl", fork],
        ["remote.origin.pushurl", ""],
      ],
      `origin > ${right} > ${fork} ${right}`,
    ],
    [
      "what an empty one leaves of pushInsteadOf",
      [
        ["remote.origin.url", ""],
        ["url.b:.pushInsteadOf", "git@github.com:"],
      ],
      `origin > ${right} > b:acme/claims-etl.git ${right}`,
    ],
  ])("counts %s", async (_, settings, expected) => {
    using fixture = repo({ a: "x" });
    fixture.git("remote", "add", "origin", right);
    for (const [key = "", value = ""] of settings) fixture.git("config", "--add", key, value);
    expect(await readIn(fixture.dir)).toEqual([expected]);
  });

  it("reads a key without a value as an empty one", async () => {
    using fixture = repo({ a: "x" });
    appendFileSync(join(fixture.dir, ".git/config"), '[remote "x"]\n\turl\n[url "a.b"]\n\tinsteadOf\n');
    expect(await readRemotes(fixture.dir)).toEqual([{ name: "x", fetched: [], pushed: [] }]);
  });

  it("reads what an included file configures", async () => {
    using fixture = repo({ a: "x", more: `[remote "origin"]\n\tpushurl = ${fork}\n` });
    fixture.git("remote", "add", "origin", right);
    fixture.git("config", "include.path", "../more");
    expect(await judgeIn(fixture.dir)).toEqual([pushesElsewhere]);
  });

  it.each<[string, string[][]]>([
    ["nothing", []],
    [
      "the longest of several",
      [
        ["url.a:.insteadOf", "git@"],
        ["url.b:.insteadOf", "git@github.com:"],
        ["url.c:.insteadOf", "git@github"],
      ],
    ],
    [
      "the first of two equal ones",
      [
        ["url.b:.insteadOf", "git@"],
        ["url.a:.insteadOf", "git@"],
      ],
    ],
    ["only a beginning", [["url.a:.insteadOf", "github.com"]]],
    [
      "one rewriting, not two",
      [
        ["url.gh:.insteadOf", "git@github.com:"],
        ["url.xx:.insteadOf", "gh:"],
      ],
    ],
    [
      "pushInsteadOf before insteadOf",
      [
        ["url.a:.insteadOf", "git@"],
        ["url.b:.pushInsteadOf", "git@github"],
      ],
    ],
    [
      "no pushInsteadOf with a push URL",
      [
        ["remote.origin.pushurl", "git@x:y"],
        ["url.b:.pushInsteadOf", "git@"],
      ],
    ],
    [
      "several URLs, one rewritten for pushes",
      [
        ["remote.origin.url", "https://x/y"],
        ["url.b:.pushInsteadOf", "https:"],
      ],
    ],
    [
      "a push URL without a URL of its own",
      [
        ["remote.origin.pushurl", "git@x:y"],
        ["remote.origin.pushurl", "git@x:z"],
      ],
    ],
  ])("takes what git takes: %s", async (_, settings) => {
    using fixture = repo({ a: "x" });
    fixture.git("remote", "add", "origin", right);
    for (const [key = "", value = ""] of settings) fixture.git("config", "--add", key, value);
    const asked = (...flags: string[]) =>
      fixture
        .git("remote", "get-url", ...flags, "origin")
        .split("\n")
        .join(" ");
    expect(await readIn(fixture.dir)).toEqual([`origin > ${asked()} > ${asked("--push", "--all")}`]);
  });
});
