import { describe, expect, it } from "vitest";
import { formatDenyList } from "../../../../lib/guard/private/document.ts";
import { openPrivateList } from "../../../../lib/guard/private/list.ts";
import { denyFile, denyList, salt } from "../../../support/deny.ts";
import { temporary } from "../../../support/temporary.ts";

const open = (content: string | undefined, env: NodeJS.ProcessEnv = { KPROV_DENY_SALT: salt }) => {
  const policyRoot = temporary(content === undefined ? {} : { "list.json": content });
  return openPrivateList({
    ...{ file: "list.json", policyRoot, cwd: policyRoot, root: policyRoot, env },
    ...{ flag: undefined, configured: undefined },
  });
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
