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

/** A real server on the loopback; a number is a status, `hang` never answers. */
const host = async (answers: Answers): Promise<Host> => {
  const asked: Host["asked"] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? "").replace(/\?.*/, "");
    asked.push({ path, authorization: request.headers.authorization });
    const answer = answers[path];
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

const checks = (...contexts: string[]) => ({
  type: "required_status_checks",
  parameters: { required_status_checks: contexts.map((context) => ({ context })) },
});
const sound = {
  "/repos/acme/app": { default_branch: "main" },
  "/repos/acme/app/rules/branches/main": [{ type: "pull_request" }, checks("gate")],
  "/repos/acme/app/branches/main": { protected: false },
};
const classic = (required: unknown) => ({
  ...sound,
  "/repos/acme/app/rules/branches/main": [],
  "/repos/acme/app/branches/main": { protected: true, protection: { required_status_checks: required } },
});

describe("a host that answers", () => {
  test.each<[string, Answers, string[]]>([
    ["a ruleset", sound, []],
    ["the older protection", classic({ enforcement_level: "everyone", contexts: ["gate"] }), []],
    [
      "a protection that is off",
      classic({ enforcement_level: "off", contexts: ["gate"] }),
      ['violation The branch "main" does not require the check "gate", which is the gate\'s'],
    ],
    [
      "another check",
      { ...sound, "/repos/acme/app/rules/branches/main": [{ type: "pull_request" }, checks("lint")] },
      ['violation The branch "main" does not require the check "gate", which is the gate\'s'],
    ],
    [
      "no rule at all",
      { ...sound, "/repos/acme/app/rules/branches/main": [] },
      [
        'violation The branch "main" does not require the check "gate", which is the gate\'s',
        'violation The branch "main" takes what is pushed to it without a pull request',
      ],
    ],
  ])("with %s", async (_, answers, expected) => {
    using at = await host(answers);
    expect((await ask(at.url)).map(({ level, message }) => `${level} ${message}`)).toEqual(expected);
    expect(new Set(at.asked.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer t-o-k-e-n"]));
  });
});

describe("a host that does not answer so that it can be understood is a doubt, and the token is in no sentence", () => {
  test.each<[string, Answers, string]>([
    ["no such repository", {}, "answered 404"],
    ["a token that is refused", { ...sound, "/repos/acme/app": 401 }, "answered 401"],
    ["no right to see the rules", { ...sound, "/repos/acme/app/rules/branches/main": 403 }, "answered 403"],
    ["a redirect, which is not followed", { ...sound, "/repos/acme/app": 301 }, "answered 301"],
    ["no JSON", { ...sound, "/repos/acme/app": "<html>" }, "no JSON"],
    ["another shape", { ...sound, "/repos/acme/app": [] }, "no object"],
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
    ["a token with a line end", { env: { GH_TOKEN: "a\nb" } }, "characters that no token has"],
    ["no repository", { repository: null, env: { GH_TOKEN: "t" } }, "names no repository"],
    ["a way that is not encrypted", { env: { GH_TOKEN: "t", GITHUB_API_URL: "http://example.com" } }, "not https"],
    ["names that are made when it runs", { checks: { why: "its matrix is made when it runs" } }, "made when it runs"],
  ])("%s", async (_, more, expected) => {
    const [found] = await ask("http://127.0.0.1:1", more);
    expect(found).toMatchObject({ level: "undecided", message: expect.stringContaining(expected) });
  });
});
