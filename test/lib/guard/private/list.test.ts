import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatDenyList } from "../../../../lib/guard/private/document.ts";
import { makeEntry } from "../../../../lib/guard/private/entry.ts";
import { matcherOf, openPrivateList, readDenyList } from "../../../../lib/guard/private/list.ts";
import { normalForm } from "../../../../lib/guard/private/normal-form.ts";
import { denyFile, denyList, keys, salt } from "../../../support/deny.ts";
import { type RepoFiles, repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const open = (content: string | undefined, env: NodeJS.ProcessEnv = { KPROV_DENY_SALT: salt }) => {
  using fixture = repo({ a: "", ...(content !== undefined && { "list.json": content }) });
  return openIn(fixture.dir, { env });
};

interface Place {
  file?: string;
  root?: string;
  policyRoot?: string;
  env?: NodeJS.ProcessEnv;
}

const openIn = (cwd: string, { file = "list.json", env = { KPROV_DENY_SALT: salt }, ...place }: Place = {}) => {
  const { root = cwd, policyRoot = root } = place;
  return openPrivateList({ file, policyRoot, cwd, root, env, flag: undefined, configured: undefined });
};

describe("openPrivateList", () => {
  it("opens a list with its salt: every token is looked for", () => {
    const { list, doubts } = open(denyFile(["acme-corp", "globex"]));
    expect(doubts).toEqual([]);
    expect(list?.coverage).toEqual({ unit: "private tokens", considered: 2, examined: 2, skipped: {} });
    expect(list?.matcher.hasMatch(Buffer.from("a GlobEx"))).toBe(true);
  });

  it.each([[{}], [{ KPROV_DENY_SALT: "" }]])("could not decide without a salt: %j", (env) => {
    const { list, doubts } = open(denyFile(["acme-corp"]), env);
    expect(list).toBeUndefined();
    expect(doubts).toEqual([
      expect.objectContaining({ code: "PRIVATE_SALT_MISSING", level: "undecided", path: "list.json" }),
    ]);
  });

  it("could not decide with another salt", () => {
    const { list, doubts } = open(denyFile(["acme-corp"]), { KPROV_DENY_SALT: `${salt}x` });
    expect(list).toBeUndefined();
    expect(doubts).toEqual([expect.objectContaining({ code: "PRIVATE_SALT_WRONG", level: "undecided" })]);
  });

  it("looks for the others when an entry was changed, and says which could not be looked for", () => {
    const { tokens, ...rest } = denyList(["acme-corp", "globex"]);
    const [first, second] = tokens;
    const hint = first?.hint.replace(/^./, (digit) => (digit === "0" ? "1" : "0")) ?? "";
    const { list, doubts } = open(
      formatDenyList({ ...rest, tokens: [first && { ...first, hint }, second].filter((entry) => entry !== undefined) }),
    );
    expect(doubts).toEqual([
      expect.objectContaining({
        ...{ code: "PRIVATE_LIST_CHANGED", level: "undecided" },
        message: expect.stringContaining(first?.digest.slice(0, 12) ?? "?"),
      }),
    ]);
    expect(list?.coverage).toEqual({
      ...{ unit: "private tokens", considered: 2, examined: 1 },
      skipped: { "entry was changed": 1 },
    });
    expect(list?.matcher.hasMatch(Buffer.from("globex"))).toBe(true);
  });

  it.each([
    ["missing", undefined],
    ["malformed", "{"],
    ["empty", denyFile([])],
  ])("throws E_CONFIG for a list that is %s, with or without a salt", (_, content) => {
    expect(() => open(content)).toThrow(expect.objectContaining({ code: "E_CONFIG" }));
    expect(() => open(content, {})).toThrow(expect.objectContaining({ code: "E_CONFIG" }));
  });
});

describe("openPrivateList of a list that git does not track", () => {
  const content = denyFile(["acme-corp"]);
  const violation = (path: string, fix = `git add ${path}`) =>
    expect.objectContaining({ code: "PRIVATE_LIST_UNTRACKED", level: "violation", path, fix });

  it.each<[string, RepoFiles, RepoFiles]>([
    ["that was never added", { a: "" }, { "list.json": content }],
    ["that is ignored", { ".gitignore": "list.json\n" }, { "list.json": content }],
    ["that is a tracked link", { other: content, "list.json": { link: "other" } }, {}],
  ])("is a violation for one %s, and its tokens are looked for", (_, tracked, added) => {
    using fixture = repo(tracked);
    fixture.write(added);
    const { list, doubts } = openIn(fixture.dir);
    expect(doubts).toEqual([violation("list.json")]);
    expect(list?.matcher.hasMatch(Buffer.from("AcmeCorp"))).toBe(true);
    expect(list?.coverage.skipped).toEqual({});
    // Without the salt it is one, too.
    const { doubts: both } = openIn(fixture.dir, { env: {} });
    expect(both).toEqual([violation("list.json"), expect.objectContaining({ code: "PRIVATE_SALT_MISSING" })]);
  });

  it("is one for a list that was taken out of the index again, until it is added", () => {
    using fixture = repo({ "list.json": content });
    fixture.git("rm", "--quiet", "--cached", "list.json");
    expect(openIn(fixture.dir).doubts).toEqual([violation("list.json")]);
    fixture.git("add", "list.json");
    expect(openIn(fixture.dir).doubts).toEqual([]);
  });

  it("is one behind a link, and outside of the repository", () => {
    using fixture = repo({ "place/list.json": content, there: { link: "place" } });
    expect(openIn(fixture.dir, { file: "there/list.json" }).doubts).toEqual([violation("there/list.json")]);
    using elsewhere = repo({ "list.json": content });
    const file = join(elsewhere.dir, "list.json");
    expect(openIn(fixture.dir, { file }).doubts).toEqual([violation(file, "move it into the repository")]);
  });

  it("names it from the repository's top, wherever the configuration and the command are", () => {
    using fixture = repo({ "pkg/src/a": "" });
    fixture.write({ "pkg/list.json": content });
    const [cwd, root] = [join(fixture.dir, "pkg/src"), join(fixture.dir, "pkg")];
    expect(openIn(cwd, { root }).doubts).toEqual([violation("pkg/list.json")]);
    fixture.git("add", "pkg/list.json");
    expect(openIn(cwd, { root }).doubts).toEqual([]);
  });

  it("is none without a repository: the check says so itself, or judges a package", () => {
    expect(openIn(temporary({ "list.json": content })).doubts).toEqual([]);
  });

  it("is not taken for none where git can't say: it throws", () => {
    using fixture = repo({ "list.json": content });
    writeFileSync(join(fixture.dir, ".git/index"), "planted");
    expect(() => openIn(fixture.dir)).toThrow(expect.objectContaining({ code: "E_GIT" }));
  });

  it("is none for the list of another policy, whose files are git's", () => {
    using fixture = repo({ a: "" });
    expect(openIn(fixture.dir, { policyRoot: temporary({ "list.json": content }) }).doubts).toEqual([]);
  });
});

it.each([
  ["none", /^Cannot use the private list "none": there is no such file$/],
  [".", /^Cannot use the private list "\.": (?!there is|it is no)/],
])("readDenyList throws E_CONFIG for %j, and says why", (file, message) => {
  expect(() => readDenyList(file, temporary())).toThrow(
    expect.objectContaining({ code: "E_CONFIG", message: expect.stringMatching(message), cause: expect.any(Error) }),
  );
});

it("readDenyList can't decide without a list that a sparse checkout leaves out", () => {
  using fixture = repo({ "docs/deny.json": "{}", "src/a": "" });
  fixture.git("sparse-checkout", "set", "src");
  expect(() => readDenyList("docs/deny.json", fixture.dir)).toThrow(
    expect.objectContaining({
      ...{ code: "E_CONFIG", exit: 3 },
      message: 'Cannot judge by "docs/deny.json": git tracks it, and a sparse checkout leaves it out',
    }),
  );
});

it("matcherOf speaks of a token by its entry and note, and of a text by a keyed digest", () => {
  const list = denyList(["acme", "globex"]);
  const [first, second] = list.tokens;
  const tokens = [first, second && makeEntry(normalForm("globex", "it"), keys, "customers")].filter(
    (entry) => entry !== undefined,
  );
  const { secrecy, tokens: names } = matcherOf({ tokens }, [], keys);
  expect(names.map((name) => secrecy?.labelOf(name).replace(name, "X"))).toEqual([
    ...["X of the private list", "X of the private list (customers)", "X of the private list"],
  ]);
  expect(secrecy?.blind("x")).toBe(keys.blind("x").slice(0, 32));
});
