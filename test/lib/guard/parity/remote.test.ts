import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { askHost } from "../../../../lib/guard/parity/remote.ts";

type Answers = Readonly<Record<string, unknown>>;

interface Host extends Disposable {
  url: string;
  asked: { path: string; authorization: string | undefined }[];
}

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** A real server on the loopback; a number is a status, `hang` never answers. What is said of an address with its query comes first. */
const host = async (answers: Answers): Promise<Host> => {
  const asked: Host["asked"] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? "").replace(/\?.*/, "");
    asked.push({ path, authorization: request.headers.authorization });
    const answer = answers[request.url ?? ""] ?? answers[path];
    if (answer === "hang") return;
    if (answer === undefined || typeof answer === "number") {
      response.writeHead(answer === undefined ? 404 : Number(answer), { location: "http://127.0.0.1:1/elsewhere" });
      response.end("{}");
    } else response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
  });
  open.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const dispose = () => server.closeAllConnections();
  return { url: `http://127.0.0.1:${port}`, asked, [Symbol.dispose]: dispose };
};

const ask = (url: string, more: Partial<Parameters<typeof askHost>[0]> = {}) =>
  askHost({
    ...{ checks: ["gate"], repository: "https://github.com/acme/app", timeout: 5000 },
    env: { GITHUB_TOKEN: "t-o-k-e-n", GITHUB_API_URL: url },
    ...more,
  });

const apiUrl = (url: string) => ({ GITHUB_API_URL: url });

const checks = (...contexts: string[]) => ({
  type: "required_status_checks",
  parameters: { required_status_checks: contexts.map((context) => ({ context })) },
});
const sound = {
  "/repos/acme/app": { default_branch: "main" },
  "/repos/acme/app/rules/branches/main": [{ type: "pull_request" }, checks("gate")],
  "/repos/acme/app/branches/main": { protected: false },
};
const classic = (required: unknown, isProtected = true) => ({
  ...sound,
  "/repos/acme/app/rules/branches/main": [],
  "/repos/acme/app/branches/main": { protected: isProtected, protection: { required_status_checks: required } },
});
const rulesPath = "/repos/acme/app/rules/branches/main";
const hundred = Array.from({ length: 100 }, () => ({ type: "deletion" }));
const page = (number: number) => `${rulesPath}?per_page=100&page=${number}`;

const unchecked = 'violation The branch "main" does not require the check "gate", which is the gate\'s';
const direct = 'violation The branch "main" takes what is pushed to it without a pull request';

describe("a host that answers", () => {
  test.each<[string, Answers, string[]]>([
    ["a ruleset", sound, []],
    ["the older protection", classic({ enforcement_level: "everyone", contexts: ["gate"] }), []],
    ["a protection that is off", classic({ enforcement_level: "off", contexts: ["gate"] }), [unchecked]],
    ["a protection without checks", classic(undefined), [unchecked]],
    ["a protection whose checks are null", classic(null), [unchecked]],
    ["a protection that is none", classic({ contexts: ["gate"] }, false), [unchecked, direct]],
    ["a protection that it does not show", { ...sound, "/repos/acme/app/branches/main": { protected: true } }, []],
    ["a rule behind a hundred others", { ...sound, [page(1)]: hundred, [page(2)]: sound[rulesPath] }, []],
    [
      "a hundred rules, none of which asks for it",
      { ...sound, [page(1)]: hundred, [page(2)]: [] },
      [unchecked, direct],
    ],
    ["rules on the last page that is asked for", { ...sound, [rulesPath]: hundred, [page(10)]: sound[rulesPath] }, []],
    ["as much as is read", { ...sound, "/repos/acme/app": '{"default_branch":"main"}'.padEnd(4 * 2 ** 20) }, []],
    [
      "another check",
      { ...sound, "/repos/acme/app/rules/branches/main": [{ type: "pull_request" }, checks("lint")] },
      [unchecked],
    ],
    ["no rule at all", { ...sound, [rulesPath]: [] }, [unchecked, direct]],
  ])("with %s", async (_, answers, expected) => {
    using at = await host(answers);
    expect((await ask(at.url)).map(({ level, message }) => `${level} ${message}`)).toEqual(expected);
    expect(new Set(at.asked.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer t-o-k-e-n"]));
  });

  test("is told in the words of what it requires", async () => {
    using some = await host({ ...sound, [rulesPath]: [checks("lint"), { type: "pull_request" }, checks("docs")] });
    expect(await ask(some.url)).toMatchObject([{ expected: '"gate"', actual: '"docs", "lint"' }]);
    using none = await host(classic({ contexts: [] }));
    expect(await ask(none.url)).toMatchObject([{ actual: "no check" }]);
  });

  test("at an address with slashes behind it, with the other token", async () => {
    using at = await host(sound);
    const env = { GITHUB_TOKEN: "", GH_TOKEN: "other", GITHUB_API_URL: `${at.url}//` };
    expect(await ask(at.url, { env })).toEqual([]);
    expect(at.asked[0]).toEqual({ path: "/repos/acme/app", authorization: "Bearer other" });
  });

  test("about the repository that the environment names, where the configuration names none", async () => {
    using at = await host(sound);
    const env = { GH_TOKEN: "t", GITHUB_API_URL: at.url, GITHUB_REPOSITORY: "acme/app" };
    expect(await ask(at.url, { repository: null, env })).toEqual([]);
  });

  test("is asked for ten pages of rules", async () => {
    using at = await host({ ...sound, [rulesPath]: hundred });
    expect((await ask(at.url))[0]?.message).toContain("too many rules");
    expect(at.asked.filter(({ path }) => path === rulesPath)).toHaveLength(10);
  });
});

describe("the token goes to nobody whom only the configuration names", () => {
  test.each<[string, string | null, Record<string, string>, string]>([
    ["another host", "https://git.example.com/acme/app", {}, 'GITHUB_API_URL is not set, and "git.example.com" is not'],
    ["another host's repository", "https://gitlab.com/acme/app", apiUrl("https://api.github.com"), "is another host"],
    [
      "its own host",
      "https://git.invalid/acme/app",
      apiUrl("https://git.invalid/api/v3"),
      "/api/v3/repos/acme/app did",
    ],
    ["github.com", "https://github.com/acme/app", {}, "not known: /repos/acme/app "],
    ["github.com, without a repository", null, { GITHUB_REPOSITORY: "acme/app" }, "not known: /repos/acme/app "],
  ])("%s", async (_, repository, env, expected) => {
    // Too short for any network.
    const [found] = await ask("", { repository, timeout: 1, env: { GH_TOKEN: "t", ...env } });
    expect(found).toMatchObject({ level: "undecided", message: expect.stringContaining(expected) });
  });
});

describe("a host that does not answer so that it can be understood is a doubt, and the token is in no sentence", () => {
  test.each<[string, Answers, string]>([
    ["no such repository", {}, "answered 404"],
    ["a token that is refused", { ...sound, "/repos/acme/app": 401 }, "answered 401, so the token is not accepted"],
    ["a fault of its own", { ...sound, "/repos/acme/app": 500 }, "/repos/acme/app answered 500"],
    ["no right to see the rules", { ...sound, "/repos/acme/app/rules/branches/main": 403 }, "answered 403"],
    ["a redirect, which is not followed", { ...sound, "/repos/acme/app": 301 }, "answered 301"],
    ["no JSON", { ...sound, "/repos/acme/app": "<html>" }, "no JSON"],
    ["another shape", { ...sound, "/repos/acme/app": [] }, "no object"],
    ["a text", { ...sound, "/repos/acme/app": '"main"' }, "no object"],
    ["nothing", { ...sound, "/repos/acme/app": "null" }, "no object"],
    [
      "a default branch without a name",
      { ...sound, "/repos/acme/app": { default_branch: "" } },
      'without "default_branch"',
    ],
    ["a protection with another shape", classic({ contexts: "gate" }), "has no list of checks"],
    ["no default branch", { ...sound, "/repos/acme/app": {} }, 'without "default_branch"'],
    ["rules that are no list", { ...sound, "/repos/acme/app/rules/branches/main": {} }, "no list"],
    [
      "a rule without checks",
      { ...sound, "/repos/acme/app/rules/branches/main": [{ type: "required_status_checks", parameters: {} }] },
      "no list of them",
    ],
    ["too much", { ...sound, "/repos/acme/app": `"${"x".repeat(5 * 2 ** 20)}"` }, "more than"],
    ["silence", { ...sound, "/repos/acme/app/branches/main": "hang" }, "did not answer"],
  ])("%s", async (_, answers, expected) => {
    using at = await host(answers);
    const found = await ask(at.url, Object.values(answers).includes("hang") ? { timeout: 500 } : {});
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ code: "PARITY_REMOTE", level: "undecided" });
    expect(found[0]?.message).toContain(expected);
    expect(JSON.stringify(found)).not.toContain("t-o-k-e-n");
  });

  test.each<[string, Partial<Parameters<typeof askHost>[0]>, string]>([
    ["no token", { env: {} }, "neither GITHUB_TOKEN nor GH_TOKEN"],
    ["an empty token", { env: { GITHUB_TOKEN: "", GH_TOKEN: "" } }, "neither GITHUB_TOKEN nor GH_TOKEN"],
    ["nobody who could listen", {}, "did not answer: bad port"],
    [
      "a repository without an owner",
      { repository: null, env: { GH_TOKEN: "t", GITHUB_REPOSITORY: "app" } },
      "names no",
    ],
    ["a repository in a group", { repository: "https://git.example.com/a/b/c", env: { GH_TOKEN: "t" } }, "names no"],
    ["a name with more in it", { repository: null, env: { GH_TOKEN: "t", GITHUB_REPOSITORY: "a/b?c" } }, "names no"],
    ["a token with a line end", { env: { GH_TOKEN: "a\nb" } }, "characters that no token has"],
    ["no repository", { repository: null, env: { GH_TOKEN: "t" } }, "names no repository"],
    ["a way that is not encrypted", { env: { GH_TOKEN: "t", GITHUB_API_URL: "http://example.com" } }, "not https"],
    ["names that are made when it runs", { checks: { why: "its matrix is made when it runs" } }, "made when it runs"],
  ])("%s", async (_, more, expected) => {
    const [found] = await ask("http://127.0.0.1:1", more);
    expect(found).toMatchObject({ level: "undecided", message: expect.stringContaining(expected) });
  });
});
