import { expect, test } from "vitest";
import { oursOf } from "../../../lib/adopt/receipt.ts";
import { declaredUrl } from "../../../lib/adopt/remote.ts";
import { surveyRepository } from "../../../lib/adopt/survey.ts";
import { repo } from "../../support/repo.ts";

test.each([
  ["github:acme/shop", "https://github.com/acme/shop"],
  ["acme/shop", "https://github.com/acme/shop"],
  ["gitlab:acme/group/shop", "https://gitlab.com/acme/group/shop"],
  ["bitbucket:acme/shop", "https://bitbucket.org/acme/shop"],
  ["git+https://github.com/acme/shop.git", "https://github.com/acme/shop"],
  ["git@github.com:acme/shop.git", "https://github.com/acme/shop"],
  ["gist:11081aaa281", undefined],
  ["github:acme", undefined],
  ["./shop", undefined],
  ["acme/shop/web", undefined],
  ["", undefined],
])("declaredUrl takes %j as npm does", (declared, expected) => {
  expect(declaredUrl(declared)).toBe(expected);
});

test.each([
  ["a text", "github:acme/shop"],
  ["an object", { type: "git", url: "git+https://github.com/acme/shop.git" }],
])("a package.json that names the repository by %s speaks where no remote does", async (_, repository) => {
  using made = repo({ "package.json": JSON.stringify({ name: "shop", repository }) });
  expect(await surveyRepository(made.dir, oursOf(undefined))).toMatchObject({
    repository: "https://github.com/acme/shop",
    ci: "github",
  });
  made.git("remote", "add", "origin", "git@gitlab.com:other/shop.git");
  expect(await surveyRepository(made.dir, oursOf(undefined))).toMatchObject({
    repository: "https://gitlab.com/other/shop",
  });
});
