import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { queuedBase } from "../../../../lib/guard/base/queue.ts";
import { temporary } from "../../../support/temporary.ts";

const sha = "0123456789abcdef0123456789abcdef01234567";
const ref = { GITHUB_REF: `refs/heads/gh-readonly-queue/main/pr-104-${sha}` };
const found = { from: "GITHUB_REF", name: "main", revision: sha, commits: [] };

const withEvent = (text: string) => ({
  ...ref,
  GITHUB_EVENT_PATH: join(temporary({ "event.json": text }), "event.json"),
});
const event = (group: object) =>
  withEvent(JSON.stringify({ action: "checks_requested", merge_group: { head_sha: "f".repeat(40), ...group } }));

describe("queuedBase", () => {
  test.each<[string, () => NodeJS.ProcessEnv]>([
    ["no event", () => ref],
    ["an empty name of one", () => ({ ...ref, GITHUB_EVENT_PATH: "" })],
    ["the event of the group", () => event({ base_sha: sha, base_ref: "refs/heads/main" })],
    ["an event that says less", () => event({})],
    ["a push to the queue's branch", () => withEvent(JSON.stringify({ ref: ref.GITHUB_REF, before: "0".repeat(40) }))],
  ])("the branch names the base: %s", (_, env) => {
    expect(queuedBase(env())).toEqual(found);
  });

  test.each(["1".repeat(40), "1".repeat(64)])(
    "the event's commit is the base, whatever the branch is called: %s",
    (commit) => {
      expect(queuedBase(event({ base_sha: commit, base_ref: "refs/heads/main" }))).toEqual({
        ...found,
        revision: commit,
      });
    },
  );

  test.each<[string, () => NodeJS.ProcessEnv]>([
    ["no commit at all", () => event({ base_sha: null })],
    ["a commit's beginning", () => event({ base_sha: sha.slice(1) })],
    ["more than a commit", () => event({ base_sha: `${sha}0` })],
    ["a branch instead of a commit", () => event({ base_sha: "main" })],
    ["a list", () => event({ base_sha: [sha] })],
    ["another branch", () => event({ base_sha: sha, base_ref: "refs/heads/other" })],
    ["half of an event", () => withEvent('{"merge_group":')],
    ["nothing", () => withEvent("null")],
    ["no file", () => ({ ...ref, GITHUB_EVENT_PATH: join(temporary(), "event.json") })],
    ["a directory", () => ({ ...ref, GITHUB_EVENT_PATH: temporary() })],
  ])("an event that says otherwise, or that can't be read, is E_BASE: %s", (_, env) => {
    expect(() => queuedBase(env())).toThrow(
      expect.objectContaining({ code: "E_BASE", exit: 3, hint: expect.stringContaining("--base") }),
    );
  });

  test.each([
    "refs/heads/main",
    `x/${ref.GITHUB_REF}`,
    `${ref.GITHUB_REF}/x`,
    `${ref.GITHUB_REF}${"0".repeat(40)}`,
    "",
  ])("outside of the queue the event is not asked: %j", (name) => {
    expect(queuedBase({ GITHUB_REF: name, GITHUB_EVENT_PATH: "/nowhere" })).toBeNull();
  });
});
