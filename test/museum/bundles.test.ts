/** A bundle that is not the one that was signed, or not only. */
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { asNobody } from "../support/nobody.ts";
import { signRun } from "../support/people.ts";
import { record, sh } from "../support/run.ts";
import { assertProved, copyOf, edit, exhibit, judge } from "./support.ts";

asNobody();

describe("row 11: a member deleted, replaced, duplicated, reordered", () => {
  test.each(["trace.jsonl", "logs/stdout.log", "human_review.json", "toolchain.json", "SHA256SUMS"])(
    "%s deleted",
    async (path) => {
      const shown = await exhibit();
      rmSync(shown.member(path));
      expect((await judge(shown)).exitCode).toBe(1);
    },
  );

  test("the log of another run of the same step, as good and as signed", async () => {
    const shown = await exhibit();
    const other = await record(shown.cwd, { argv: sh("echo other; echo 1 > out.csv"), step: "clean" });
    await signRun(other.bundle, shown.ana);
    cpSync(join(other.bundle, "logs/stdout.log"), shown.member("logs/stdout.log"));
    expect(await judge(shown)).toMatchObject({ exitCode: 1, codes: expect.arrayContaining(["MEMBER_CHANGED"]) });
  });

  test("every member of another run, under the envelopes of this one", async () => {
    const shown = await exhibit();
    const other = await record(shown.cwd, { argv: sh("echo 2 > out.csv"), step: "clean", outputs: ["out.csv"] });
    renameSync(shown.member("attestations"), join(other.bundle, "attestations"));
    const judged = await judge({ ...shown, bundle: other.bundle });
    expect(judged).toMatchObject({ exitCode: 1, codes: expect.arrayContaining(["ATTESTATION_FOREIGN"]) });
  });

  test("an envelope of an older run put beside ours", async () => {
    const shown = await exhibit();
    const other = await exhibit("echo 3 > out.csv");
    for (const name of other.envelopes())
      cpSync(other.member(`attestations/${name}`), shown.member(`attestations/old.${name}`));
    expect(await judge(shown)).toMatchObject({ exitCode: 1, codes: expect.arrayContaining(["ATTESTATION_FOREIGN"]) });
  });

  test("a member listed twice, and the list in another order", async () => {
    for (const change of [(list: unknown[]) => [...list, list[0]], (list: unknown[]) => list.toReversed()]) {
      const shown = await exhibit();
      edit(shown.member("manifest.json"), (text) => {
        const manifest = JSON.parse(text);
        return `${JSON.stringify({ members: change(manifest.members), schema: manifest.schema })}\n`;
      });
      expect((await judge(shown)).exitCode).toBe(1);
      expect((await judge(shown, "--integrity")).exitCode).toBe(1);
    }
  });

  test("one file more than is listed", async () => {
    const shown = await exhibit();
    writeFileSync(shown.member("notes.txt"), "approved\n");
    expect(await judge(shown)).toMatchObject({ exitCode: 1, codes: ["MEMBER_EXTRA"] });
  });
});

describe("row 13: bytes that two readers read differently", () => {
  const first = async () => {
    const shown = await exhibit();
    const name = shown.envelopes().find((file) => file.startsWith("provenance.") && file.endsWith(".intoto.jsonl"));
    return { shown, path: shown.member(`attestations/${name}`) };
  };

  test.each<[string, (text: string) => string]>([
    ["a duplicate key", (text) => text.replace('{"payloadType"', '{"payload":"e30=","payloadType"')],
    ["trailing bytes", (text) => `${text.trimEnd()}garbage\n`],
    ["a second envelope that is cut short", (text) => text + text.slice(0, 40)],
    ["nothing at all", () => ""],
  ])("an envelope with %s", async (_, change) => {
    const { shown, path } = await first();
    edit(path, change);
    expect(await judge(shown)).toMatchObject({ exitCode: 1, codes: expect.arrayContaining(["ATTESTATION_MALFORMED"]) });
  });

  test("a duplicate key in the signed document itself", async () => {
    const { shown } = await first();
    edit(shown.member("provenance.json"), (text) => text.replace("{", '{"_type":"x",'));
    expect((await judge(shown)).exitCode).toBe(1);
  });

  test("an extra newline is accepted", async () => {
    const { shown, path } = await first();
    edit(path, (text) => `${text}\n\n`);
    await assertProved(shown);
  });
});

describe("row 14: paths that leave, links, names that are one name elsewhere", () => {
  const relist = (path: string, change: (members: { path: string }[]) => unknown): void =>
    edit(path, (text) => {
      const manifest = JSON.parse(text);
      change(manifest.members);
      return `${JSON.stringify(manifest)}\n`;
    });

  test.each(["../../in.csv", "/etc/hostname", "logs/../../../in.csv", "logs\\x", ""])(
    "a member called %j",
    async (name) => {
      const shown = await exhibit();
      relist(shown.member("manifest.json"), ([member]) => Object.assign(member ?? {}, { path: name }));
      expect((await judge(shown, "--integrity")).exitCode).toBe(1);
    },
  );

  test("a member replaced by a link to a file with its bytes", async () => {
    const shown = await exhibit();
    const elsewhere = join(shown.cwd, "stdout.log");
    cpSync(shown.member("logs/stdout.log"), elsewhere);
    rmSync(shown.member("logs/stdout.log"));
    symlinkSync(elsewhere, shown.member("logs/stdout.log"));
    expect(await judge(shown)).toMatchObject({ exitCode: 1, codes: ["MEMBER_SPECIAL"] });
  });

  test("a directory of the bundle replaced by a link to another", async () => {
    const shown = await exhibit();
    const copy = copyOf(shown);
    rmSync(shown.member("attestations"), { recursive: true });
    symlinkSync(copy.member("attestations"), shown.member("attestations"));
    expect((await judge(shown)).exitCode).not.toBe(0);
  });

  test("two members whose names differ by case only", async () => {
    const shown = await exhibit();
    mkdirSync(shown.member("Logs"));
    writeFileSync(shown.member("Logs/stdout.log"), readFileSync(shown.member("logs/stdout.log")));
    expect((await judge(shown)).exitCode).toBe(1);
  });
});
