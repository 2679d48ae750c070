import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { KprovError } from "../../../lib/errors.ts";
import { readHidden } from "../../../lib/sign/hidden-input.ts";
import { passphrases } from "../../../lib/sign/passphrase.ts";
import { typing } from "../../support/keys.ts";
import { temporary } from "../../support/temporary.ts";

const fdOf = (content: string | Buffer): number => {
  const path = join(temporary(), "p");
  writeFileSync(path, content);
  const fd = openSync(path, "r");
  onTestFinished(() => closeSync(fd));
  return fd;
};

const wrong = () => new KprovError("E_PASSPHRASE", "The passphrase is wrong");
/** Opens with one passphrase only, and gives it back. */
const lock = (right: string) => async (given: string) => {
  if (given !== right) throw wrong();
  return given;
};

describe("readHidden", () => {
  test.each([
    ["an ordinary line", "geheim\r", "geheim"],
    ["letters of several bytes", "größe 🔑\n", "größe 🔑"],
    ["an erased letter", "ab\u007fc\b\bx\r", "x"],
    ["an erased letter of several bytes", "a🔑\u007fb\r", "ab"],
    ["a killed line", "wrong\u0015right\r", "right"],
    ["arrow keys and pasted text", "a\u001b[Ab\u001b[200~c\u001b[201~\u001bOPd\r", "abcd"],
    ["other control letters", "a\u0001\tb\r", "ab"],
  ])("reads %s", async (_, typed, text) => {
    const terminal = typing(typed);
    expect(await readHidden("Passphrase: ", terminal)).toBe(text);
    expect(terminal.raw).toEqual([true, false]);
    expect(terminal.seen()).toBe("Passphrase: \n");
  });

  test.each([
    ["ctrl-C", "half\u0003"],
    ["ctrl-D on an empty line", "\u0004"],
  ])("is interrupted by %s and gives the terminal back", async (_, typed) => {
    const terminal = typing(typed);
    await expect(readHidden("Passphrase: ", terminal)).rejects.toMatchObject({ code: "E_INTERRUPTED", exit: 130 });
    expect(terminal.raw).toEqual([true, false]);
  });

  test("does not wait for a terminal that was closed", async () => {
    await expect(readHidden("Passphrase: ", typing())).rejects.toMatchObject({ code: "E_INTERRUPTED" });
  });

  test("keeps what was pasted behind the line for the next question", async () => {
    const terminal = typing("first\rsecond\r");
    expect(await readHidden("One: ", terminal)).toBe("first");
    expect(await readHidden("Two: ", terminal)).toBe("second");
  });
});

describe("passphrases", () => {
  test("come from the file descriptor before the variable, and from the variable before the terminal", async () => {
    const env = { KPROV_PASSPHRASE: "of the variable" };
    const terminal = typing("of the terminal\r");
    const open = async (given: string) => given;
    expect(await passphrases({ env, passphraseFd: fdOf("of the file\n"), terminal }).unlock("it", open)).toBe(
      "of the file",
    );
    expect(await passphrases({ env, terminal }).unlock("it", open)).toBe("of the variable");
    expect(await passphrases({ env: {}, terminal }).unlock("it", open)).toBe("of the terminal");
  });

  test("from a descriptor: the first line unlocks, the next is the new one; one line is both", async () => {
    const two = passphrases({ env: {}, passphraseFd: fdOf("the old one\r\nthe new one\n"), terminal: null });
    expect(await two.unlock("it", async (given) => given)).toBe("the old one");
    expect(await two.choose("it")).toBe("the new one");
    const one = passphrases({ env: {}, passphraseFd: fdOf("only this"), terminal: null });
    expect(await one.unlock("it", async (given) => given)).toBe("only this");
    expect(await one.choose("it")).toBe("only this");
  });

  test("of the same letters are the same, however they were typed", async () => {
    const open = lock("grüße an alle");
    const decomposed = "grüße an alle".normalize("NFD");
    expect(await passphrases({ env: { KPROV_PASSPHRASE: decomposed } }).unlock("it", open)).toBe("grüße an alle");
  });

  test.each<[string, string | Buffer]>([
    ["empty", "\n"],
    ["not UTF-8", Buffer.from([0xff, 0xfe, 0x0a])],
    ["larger than a passphrase is", "a".repeat(10_000)],
  ])("from a descriptor that is %s are refused", async (_, content) => {
    const given = passphrases({ env: {}, passphraseFd: fdOf(content), terminal: null });
    await expect(given.unlock("it", lock("x"))).rejects.toMatchObject({ code: "E_PASSPHRASE" });
  });

  test("from a descriptor that is not open are refused", async () => {
    const given = passphrases({ env: {}, passphraseFd: 987, terminal: null });
    await expect(given.unlock("it", lock("x"))).rejects.toMatchObject({ code: "E_PASSPHRASE" });
  });

  test("without a place to get one from say what to do", async () => {
    const nowhere = passphrases({ env: {}, terminal: null });
    for (const asked of [nowhere.unlock("it", lock("x")), nowhere.choose("it")])
      await expect(asked).rejects.toMatchObject({
        code: "E_PASSPHRASE",
        hint: expect.stringContaining("KPROV_PASSPHRASE"),
      });
  });

  test("are tried three times on a terminal, and once from elsewhere", async () => {
    const terminal = typing("one\r", "two\r", "three\r", "right\r");
    await expect(passphrases({ env: {}, terminal }).unlock("it", lock("right"))).rejects.toMatchObject({
      code: "E_PASSPHRASE",
    });
    expect(terminal.seen().match(/Passphrase for it/g)).toHaveLength(3);
    expect(await passphrases({ env: {}, terminal: typing("one\r", "right\r") }).unlock("it", lock("right"))).toBe(
      "right",
    );
    await expect(passphrases({ env: { KPROV_PASSPHRASE: "one" } }).unlock("it", lock("right"))).rejects.toMatchObject({
      code: "E_PASSPHRASE",
    });
  });

  test("are chosen twice: a slip or a short one makes no key, and nothing typed is shown", async () => {
    const same = typing("long enough\r", "long enough\r");
    expect(await passphrases({ env: {}, terminal: same }).choose("it")).toBe("long enough");
    expect(same.seen()).not.toContain("long");
    const slip = passphrases({ env: {}, terminal: typing("long enough\r", "long enouhg\r") });
    await expect(slip.choose("it")).rejects.toMatchObject({ code: "E_PASSPHRASE", message: /differ/ });
    const short = passphrases({ env: {}, terminal: typing("short\r") });
    await expect(short.choose("it")).rejects.toMatchObject({
      code: "E_PASSPHRASE",
      exit: 2,
      message: /at least 8 bytes/,
    });
    const empty = passphrases({ env: { KPROV_PASSPHRASE: "" }, terminal: null });
    await expect(empty.choose("it")).rejects.toMatchObject({ code: "E_PASSPHRASE" });
  });
});

test("passphrases tells of everything that it was given, typed or read", async () => {
  const heard: string[] = [];
  const onPassphrase = (passphrase: string): void => void heard.push(passphrase);
  await passphrases({ passphraseFd: fdOf("from-a-file\n"), onPassphrase }).unlock("x", lock("from-a-file"));
  await passphrases({ env: {}, terminal: typing("from-a-hand\r"), onPassphrase }).unlock("x", lock("from-a-hand"));
  await passphrases({ env: { KPROV_PASSPHRASE: "from-env-1" }, onPassphrase }).choose("x");
  expect(heard).toEqual(["from-a-file", "from-a-hand", "from-env-1"]);
});
