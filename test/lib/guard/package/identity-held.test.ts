import { readdirSync } from "node:fs";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { openPackage, type Package } from "../../../../lib/guard/package/open.ts";
import { keepSecrets } from "../../../../lib/secrecy.ts";
import { denyFile, salt } from "../../../support/deny.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";
import { aWheel, type Identity, inTop, judge, metadata, npm, sdist, url } from "./support.ts";

// What is private is kept for the rest of the process.
afterEach(() => keepSecrets(() => (text) => text));

describe("judgePackageIdentity, of what is in a package", () => {
  const told = async (...args: Parameters<typeof judge>) =>
    (await judge(...args)).map(({ code, path = "", message }) => `${code} ${path} ${message}`);
  const forbidden = ["oldname"];

  it.each<[string, Package, Identity, (string | RegExp)[]]>([
    ["tokens, and no URL", npm(), { repository: url, forbidden }, []],
    ["a name, and no URL", npm(), { name: "claims-etl", repository: url }, []],
    ["a repository, and no URL", npm(), { repository: url }, [/^NOTHING_EXAMINED/]],
    [
      "a repository that only PKG-INFO names",
      openPackage(
        "claims_etl-1.0.0.tar.gz",
        inTop("claims_etl-1.0.0", { "PKG-INFO": metadata(`Home-page: ${url}\n`) }),
      ),
      { repository: url },
      [],
    ],
    [
      "a repository, and a URL that is none's",
      npm({ "package.json": '{"name":"claims-etl","homepage":"https://claims.example"}' }),
      { name: "claims-etl", repository: url },
      [/^NOTHING_EXAMINED {2}No repository URLs/],
    ],
    [
      "a name, and manifests that lie below",
      sdist({ "sub/setup.cfg": "[metadata]\nname = claims-etl\n" }),
      { name: "claims-etl" },
      [/^NOTHING_EXAMINED {2}No manifest lies at the top/, /^NOTHING_EXAMINED {2}No manifests were examined/],
    ],
    [
      "a name and no URL, and manifests that lie below",
      sdist({ "sub/setup.cfg": "[metadata]\nname = claims-etl\n" }),
      { name: "claims-etl", repository: url },
      [/^NOTHING_EXAMINED {2}No manifest lies at the top/, /^NOTHING_EXAMINED {2}No manifests were examined/],
    ],
    [
      "a token where the file is called as what was not examined",
      npm({ "repository URLs": "oldname" }),
      { repository: url, forbidden },
      [/^FORBIDDEN_TOKEN repository URLs /],
    ],
    [
      "another repository in package.json",
      npm({ "package.json": JSON.stringify({ name: "claims-etl", repository: "https://github.com/other/x" }) }),
      { repository: url },
      [/^URL_MISMATCH package\.json/],
    ],

    ["a name in a wheel, which has no manifest", aWheel(), { name: "claims-etl", forbidden }, []],
    [
      "a display name and labels, which are the repository's affair",
      npm({ "README.md": "# Other\n", Dockerfile: "FROM x\n" }),
      { name: "claims-etl", display: { name: "Claims" }, docker: { files: ["Dockerfile"], labels: { a: "b" } } },
      [],
    ],
  ])("judges %s", async (_, found, identity, expected) => {
    expect(await told(found, identity)).toEqual(expected.map((one) => expect.stringMatching(one)));
  });

  it("names files whose names are a line, a quotation or a path on some system", async () => {
    const files = { 'a"b': "oldname", "c\nd": "oldname", é: "oldname" };
    const found = await judge(npm(files), { forbidden });
    expect(found.map(({ path }) => path).sort()).toEqual(['a"b', "c\nd", "é"]);
    const message = found[0]?.fix;
    expect(message).toBe("change it where it comes from, and build the package again");
    const odd = await told(npm({}, 'old\\name "oldname"\n-1.tgz'), { forbidden });
    expect(odd).toEqual([expect.stringMatching(/^FORBIDDEN_IN_NAME {2}In the file's name: /)]);
  });

  it.each(["~~", "~~/~", "~~/claims-etl-1.0.0.tgz", "~~/x"])(
    "could not decide about a package with %j, which would hide something",
    async (path) => {
      await expect(judge(npm({ [path]: "oldname" }), { forbidden })).rejects.toMatchObject({ code: "E_ARCHIVE" });
    },
  );

  it("says where in the archive itself a token stands, and not where it was looked for", async () => {
    const found = { ...aWheel(), headers: Buffer.from("built by oldname") };
    expect(await told(found, { forbidden })).toEqual([
      'FORBIDDEN_TOKEN  In the archive\'s own headers: Forbidden token "oldname"',
    ]);
    const top = openPackage("a.tgz", inTop("oldname", { "package.json": '{"name":"a"}' }));
    expect(await told(top, { forbidden })).toEqual([
      expect.stringMatching(/^FORBIDDEN_TOKEN {2}In the archive's own headers: Forbidden token "oldname" at byte \d+$/),
    ]);
    expect(await told(npm({}, "my oldname-1.tgz"), { forbidden })).toEqual([
      'FORBIDDEN_IN_NAME  In the file\'s name: Forbidden token "oldname" in the path',
    ]);
  });

  it("judges names that only begin like the place where it keeps its own", async () => {
    const found = await judge(npm({ "~~~/~": "oldname", "a/~~/~": "oldname", "~/~": "oldname" }), { forbidden });
    expect(found.map(({ path }) => path).sort()).toEqual(["a/~~/~", "~/~", "~~~/~"]);
  });

  it("finds the list of tokens only where the configuration names it", async () => {
    const root = temporary({ "words.txt": "oldname\n" });
    const list = { forbidden: { file: "words.txt" } };
    expect(await told(npm({ "words.txt": "oldname\n" }), list, { root })).toEqual([
      "FORBIDDEN_TOKEN words.txt The list of forbidden tokens is in the package",
    ]);
    expect(await told(npm({ "a/words.txt": "oldname\n" }), list, { root })).toEqual([
      expect.stringMatching(/^FORBIDDEN_TOKEN a\/words\.txt a\/words/),
    ]);
  });

  it.each<[string, (file: string) => [saltFile: string | undefined, flag: string | undefined]]>([
    ["by its whole path", (file) => [undefined, file]],
    ["relative to where the command runs", () => [undefined, "../acme.salt"]],
    ["relative to the configuration", () => ["../acme.salt", undefined]],
  ])("looks for the private tokens whose salt is named %s", async (_, named) => {
    const top = temporary({ "acme.salt": salt, "repo/deny.json": denyFile(["oldname"]) });
    const [saltFile, flag] = named(`${top}/acme.salt`);
    const identity = { forbidden: { private: "deny.json", ...(saltFile !== undefined && { saltFile }) } };
    const options = { root: `${top}/repo`, ...(flag !== undefined && { deny: { saltFile: flag } }) };
    const found = await told(npm({ a: "oldname" }), identity, options);
    expect(found).toEqual([expect.stringMatching(/^FORBIDDEN_TOKEN a /)]);
  });

  it("does not take a salt that lies in the repository, and says so about a list that git does not track", async () => {
    using at = repo({ a: "x" });
    at.write({ "deny.json": denyFile(["oldname"]), "acme.salt": salt });
    const options = { root: at.dir, deny: { saltFile: "acme.salt" } };
    await expect(judge(npm(), { forbidden: { private: "deny.json" } }, options)).rejects.toMatchObject({
      code: "E_CONFIG",
    });
    const outside = { ...options, deny: { saltFile: `${temporary({ salt })}/salt` } };
    const found = await judge(npm(), { forbidden: { private: "deny.json" } }, outside);
    expect(found).toMatchObject([{ code: "PRIVATE_LIST_UNTRACKED", level: "violation" }]);
  });

  it("leaves nothing in the system's directory, whatever comes of it", async () => {
    const place = temporary({});
    vi.stubEnv("TMPDIR", place);
    onTestFinished(() => void vi.unstubAllEnvs());
    await judge(npm(), { forbidden });
    await expect(judge(npm({ ".git/config": "x" }), { forbidden })).rejects.toMatchObject({ code: "E_GIT" });
    expect(readdirSync(place).filter((name) => name.startsWith("kprovengine-"))).toEqual([]);
  });
});
