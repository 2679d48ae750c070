import { describe, expect, it } from "vitest";
import { partsOf, targetOf } from "../../../../lib/guard/history/parts.ts";

const zeros = "0".repeat(40);

const said = (text: string | Buffer, type = "commit") =>
  partsOf({ type, bytes: Buffer.from(text as string) })?.map(({ kind, what, bytes }) => [kind, what, `${bytes}`]);

const head = `tree ${zeros}\nparent ${zeros}\nauthor Ann Lee <ann@x> 1700000000 +0100\ncommitter Bo <bo@x> -5 -0000\n`;

describe("partsOf", () => {
  it("gives people without their times, the message, and no names of objects", () => {
    expect(said(`${head}\nsubject\n\nbody\n`)).toEqual([
      ["person", "author", "Ann Lee <ann@x>"],
      ["person", "committer", "Bo <bo@x>"],
      ["message", "message", "subject\n\nbody\n"],
    ]);
  });

  it("gives headers that nobody knows, and those of several lines", () => {
    const armour = "A".repeat(64);
    const signature = `gpgsig -----BEGIN PGP SIGNATURE-----\n Comment: acme\n \n ${armour}\n =abcd\n -----END PGP SIGNATURE-----\n`;
    const parts = said(`${head}${signature}x-made-by acme tool\n\nsubject\n`) ?? [];
    expect(parts.map(([, what]) => what)).toEqual([
      ...["author", "committer", 'header "gpgsig"', 'header "x-made-by"', "message"],
    ]);
    expect(parts[2]?.[2]).toContain("Comment: acme");
    expect(parts[2]?.[2]).not.toContain(armour);
    expect(parts[3]?.[2]).toBe("acme tool");
  });

  it("gives a tag's tagger, its name and its message", () => {
    expect(said(`object ${zeros}\ntype commit\ntag v1\ntagger Ann <a@x> 1 +0000\n\nwords\n`, "tag")).toEqual([
      ["message", 'header "tag"', "v1"],
      ["person", "tagger", "Ann <a@x>"],
      ["message", "message", "words\n"],
    ]);
  });

  it("takes nothing for a message in a commit that is cut or has none", () => {
    expect(said(head)?.at(-1)).toEqual(["message", "message", ""]);
    expect(said("")).toEqual([["message", "message", ""]]);
    expect(said("\nonly a message")).toEqual([["message", "message", "only a message"]]);
  });

  it("reads a stated encoding, beside the bytes as they stand; one that nobody knows is no text", () => {
    const latin = Buffer.from(`${head}encoding ISO-8859-1\n\nZ\xfcrich\n`, "latin1");
    expect(said(latin)?.at(-1)).toEqual(["message", "message", "Zürich\n"]);
    expect(said(`${head}encoding UTF-8\n\nZürich\n`)?.at(-1)).toEqual(["message", "message", "Zürich\n"]);
    expect(said(`${head}encoding x-planted\n\nwords\n`)).toBeUndefined();
  });
});

it("targetOf tells what a tag is about", () => {
  const bytes = Buffer.from(`object ${zeros}\ntype tag\ntag v1\n\nobject of desire\n`);
  expect(targetOf({ bytes })).toEqual({ name: zeros, type: "tag" });
});
