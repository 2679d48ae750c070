import { describe, expect, it } from "vitest";
import { plantHistory, soundHistory } from "../../../../lib/guard/identity/token-plants.ts";
import { repo } from "../../../support/repo.ts";

describe("plantHistory", () => {
  it.each([
    [{}, "planted by Planted", ["refs/heads/main"]],
    [{ message: "a message" }, "a message by Planted", ["refs/heads/main"]],
    [{ author: "Somebody" }, "planted by Somebody", ["refs/heads/main"]],
    [{ branch: "b/c" }, "planted by Planted", ["refs/heads/b/c", "refs/heads/main"]],
    [{ tag: "of a tag" }, "planted by Planted", ["refs/heads/main", "refs/tags/planted of a tag"]],
    [{ note: "a note" }, "planted by Planted", ["refs/heads/main", "refs/notes/commits"]],
  ])("commits, and makes what %j asks for, nothing else", async (history, commit, refs) => {
    using fixture = repo();
    fixture.git("config", "commit.gpgSign", "true");
    await plantHistory({ ...soundHistory, history }, fixture.dir);
    expect(fixture.git("log", "-1", "--format=%s by %an")).toBe(commit);
    const listed = fixture.git("for-each-ref", "--format=%(refname)%(if)%(taggerdate)%(then) %(subject)%(end)");
    expect(listed.split("\n")).toEqual(refs);
    if ("note" in history) expect(fixture.git("notes", "show")).toBe(history.note);
  });
});
