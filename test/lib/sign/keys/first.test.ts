import { describe, expect, test } from "vitest";
import { systemClock } from "../../../../lib/clock.ts";
import { keysDirectory, listKeys, openSigners } from "../../../../lib/sign/index.ts";
import { typing } from "../../../support/keys.ts";
import { asNobody, makeKey } from "../../../support/nobody.ts";

asNobody();

const open = (terminal: ReturnType<typeof typing> | null, args: { key?: string } = {}) =>
  openSigners(args, { cwd: "/", terminal }, { clock: systemClock });

describe("openSigners with an offer, to somebody without a key", () => {
  test("makes the key called default and opens it; its passphrase is asked for only when it is chosen", async () => {
    const terminal = typing("what?\n", "yes\n", "long-enough\r", "long-enough\r");
    const [signer] = await open(terminal);
    expect(signer?.label).toBe('key "default"');
    expect(listKeys(keysDirectory({ cwd: "/" })).map(({ name }) => name)).toEqual(["default"]);
    expect(terminal.seen()).toMatch(
      /Make a key now\? \[yes or no\] [\s\S]*New passphrase[\s\S]*The same again[\s\S]*made the key/,
    );
    expect(terminal.seen()).not.toContain("Passphrase for");
  });

  test.each([
    ["no", "E_KEY", ["no\n"]],
    ["a closed terminal", "E_INTERRUPTED", []],
    ["a short passphrase", "E_PASSPHRASE", ["yes\n", "short\r"]],
  ])("%s makes nothing: %s", async (_, code, lines) => {
    await expect(open(typing(...lines))).rejects.toMatchObject({ code });
    expect(listKeys(keysDirectory({ cwd: "/" }))).toEqual([]);
  });

  test("asks nobody without a terminal, with a named key, or with a key", async () => {
    await expect(open(null)).rejects.toMatchObject({ code: "E_KEY" });
    const terminal = typing("yes\n");
    await expect(open(terminal, { key: "other" })).rejects.toMatchObject({ code: "E_KEY" });
    await makeKey("laptop");
    expect((await open(terminal)).map(({ label }) => label)).toEqual(['key "laptop"']);
    expect(terminal.seen()).toBe("");
  });
});
