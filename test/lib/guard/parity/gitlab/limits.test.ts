import { describe, expect, it } from "vitest";
import { fateOfGate as fate, faultsOfGate } from "./support.ts";

const push = "skipped for a push";
const change = "skipped for a change";
const [maybePush, maybeChange] = [`perhaps ${push}`, `perhaps ${change}`];

describe("only and except", () => {
  it.each<[string, string[]]>([
    ["only: [main]", [change]],
    ["only: main", [change]],
    ["only: [branches]", []],
    ["only: [pushes]", []],
    ["only: [tags]", [push, change]],
    ["only: [merge_requests]", [push]],
    ["only: [merge_requests, main]", []],
    ["only: [/^main$/, merge_requests]", []],
    ["only: [/^MAIN$/i, merge_requests]", []],
    ["only: [/^MAIN$/, merge_requests]", [push]],
    ["only: [/^x/, branches]", []],
    ["only: [/^x/]", [push, change]],
    ["only: ['/(?!x)/', merge_requests]", [maybePush]],
    ["only: ['/(?!x)/']", [maybePush, change]],
    ["only: ['/^main']", [maybePush, change]],
    ["only: [/]", [maybePush, change]],
    ["only: [/i]", [maybePush, change]],
    ["only: [/main/x]", [maybePush, change]],
    ["only: [//]", [change]],
    ["only: ['/^ma@in$/']", [maybePush, maybeChange]],
    ["only: [/.*/]", []],
    ["only: [main@group/x, merge_requests]", [maybePush]],
    ["only: [tags@group/x, branches]", []],
    ["only: { refs: [branches] }", []],
    ["only: { refs: [branches], variables: [$CI] }", []],
    ["only: { variables: [$CI_COMMIT_TAG] }", [push, change]],
    ["only: { variables: [$CI_COMMIT_TAG, $CI] }", []],
    ["only: { variables: [$NOPE, $CI] }", []],
    ["only: { variables: [$CI_COMMIT_TAG, $NOPE] }", [maybePush, maybeChange]],
    ["only: { variables: ['$CI =='] }", [maybePush, maybeChange]],
    ["only: { variables: $CI }", []],
    ["only: { changes: [src/**] }", [push, change]],
    ["only: [pushs, merge_requests]", [push]],
    ["only: [pushs, merge_requestes, parent_pipelinees]", [push, change]],
    ["only: [{ a: b }, merge_requests]", [maybePush]],
    ["only: { refs: { a: b } }", [maybePush, maybeChange]],
    ["only: { variables: [{ a: b }] }", [maybePush, maybeChange]],
    ["only: { kubernetes: active }", [maybePush, maybeChange]],
    ["only: { kubernetes: active, refs: [tags] }", [push, change]],
    ["only: ~", []],
    ["except: [main]", [push]],
    ["except: [develop]", [change]],
    ["except: [branches]", [push, change]],
    ["except: [tags, schedules]", []],
    ["except: [api, external_pull_requests, pipelines, triggers, web, chat]", []],
    ["except: [push]", [push, change]],
    ["except: [merge_request, parent_pipelines]", []],
    ["only: [merge_request, main]", []],
    ["only: [branches]\n  except: [merge_request, merge_requests]", []],
    ["except: [main@group/x]", [maybePush]],
    ["except: ['/^ma(in)+$/']", [push, change]],
    ["except: ['/(a+)+/']", [maybePush, change]],
    ["except: [/^docs-/]", [change]],
    ["except: { variables: [$CI_COMMIT_MESSAGE =~ /skip/] }", [push, change]],
    ["except: { variables: [$NOPE] }", [maybePush, maybeChange]],
    ["except: { refs: [tags], variables: [$CI] }", [push, change]],
    ["except: { refs: [branches], variables: [$CI_COMMIT_TAG] }", [push, change]],
    ["except: { refs: [tags], variables: [$CI_COMMIT_TAG] }", []],
    ["except: { changes: [docs/**] }", [push, change]],
    ["except: { kubernetes: active }", [maybePush, maybeChange]],
    ["except: ~", []],
    ["only: [main, merge_requests]\n  except: { variables: [$CI_COMMIT_TITLE =~ /skip/] }", [push, change]],
    ["only: { variables: [$NOPE] }\n  except: [branches]", [push, change]],
    ["only: { variables: [$NOPE] }\n  except: { variables: [$CI_COMMIT_TAG] }", [maybePush, maybeChange]],
    ["only: [branches]\n  when: never", [push, change]],
    ["only: [branches]\n  when: manual", [push, change]],
    ...["only: 5", "only: { a: b }", "only: { refs: [branches], a: b }", "except: 5", "except: { a: b }"].map(
      (odd): [string, string[]] => [odd, [`perhaps ${push}`, `perhaps ${change}`]],
    ),
  ])("%s", async (more, expected) => {
    expect(await fate(`  ${more}\n`)).toEqual(expected);
  });
  it.each(["website", "my-web", "pushing", "hot-push", "a-merge_request", "merge_requests-of-x", "branches2"])(
    "name the branch %s",
    async (branch) => {
      expect(await fate(`  only: [${branch}]\n`, {}, branch)).toEqual([change]);
      expect(await fate(`  except: [${branch}]\n`, {}, branch)).toEqual([push]);
    },
  );

  it("are named with their place", async () => {
    expect(await faultsOfGate("gate:\n  script: gate\n  only: [main]\n  except: [main]\n")).toEqual([
      "skipped for a push 4 (except)",
      "skipped for a change 3 (only)",
    ]);
  });
});
