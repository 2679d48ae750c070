import { describe, expect, it } from "vitest";
import type { IdentityConfig } from "../../../../lib/guard/identity/context.ts";
import { assertMeant, canonicalRepository } from "../../../../lib/guard/identity/meant.ts";

const none: IdentityConfig = {
  name: "claims",
  commands: [],
  display: { name: null, allow: [] },
  repository: null,
  docker: { files: [], labels: {} },
};
const refused = (why: string) => expect.objectContaining({ code: "E_CONFIG", message: expect.stringContaining(why) });

describe("assertMeant", () => {
  it.each<[string, Partial<IdentityConfig>]>([
    ["nothing of it", {}],
    ["Dockerfiles without labels", { docker: { files: ["Dockerfile"], labels: {} } }],
    ["Dockerfiles with labels", { docker: { files: ["Dockerfile"], labels: { vendor: "x" } } }],
    ["a display name", { display: { name: "Claims Engine", allow: [] } }],
    ["a display name equal to the technical one", { display: { name: "claims", allow: [] } }],
    ["a display name, and where it may stand", { display: { name: "Claims Engine", allow: ["docs/**"] } }],
  ])("takes %s", (_, identity) => {
    expect(() => assertMeant({ ...none, ...identity })).not.toThrow();
  });

  it.each<[string, Partial<IdentityConfig>, string]>([
    [
      "labels of no Dockerfile",
      { docker: { files: [], labels: { vendor: "x" } } },
      '"identity.docker.labels": there is no',
    ],
    ["places for no name", { display: { name: null, allow: ["a"] } }, '"identity.display.allow": there is no'],
    ["places for the technical name", { display: { name: "claims", allow: ["a"] } }, "is the technical name"],
  ])("throws E_CONFIG for %s", (_, identity, why) => {
    expect(() => assertMeant({ ...none, ...identity })).toThrow(refused(why));
  });
});

describe("canonicalRepository", () => {
  it("reads a URL, and throws E_CONFIG for what is none", () => {
    expect(canonicalRepository(null)).toBeUndefined();
    expect(canonicalRepository("https://github.com/acme/claims")).toMatchObject({ path: "acme/claims" });
    expect(() => canonicalRepository("here")).toThrow(
      refused('"identity.repository": expected the URL of a repository'),
    );
  });
});
