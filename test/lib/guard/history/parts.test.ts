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

  it.each<[string, string, [string, string][]]>([
    [
      "a head without an end",
      "author Ann <a@x>",
      [
        ["author", "Ann <a@x>"],
        ["message", ""],
      ],
    ],
    [
      "a head of one letter",
      "a\n\nb",
      [
        ['header "a"', ""],
        ["message", "b"],
      ],
    ],
    [
      "a line that goes on with nothing",
      " x\n\nwords",
      [
        ['header ""', "x"],
        ["message", "words"],
      ],
    ],
    [
      "a header of two lines",
      "x-note one\n  two\n\n",
      [
        ['header "x-note"', "one\n two"],
        ["message", ""],
      ],
    ],
    [
      "a name like a time",
      "author A 1 +0000 B <a@x> 2 +0000\n\n",
      [
        ["author", "A 1 +0000 B <a@x>"],
        ["message", ""],
      ],
    ],
    [
      "a time that is none",
      "author A <a@x> 2 +000\n\n",
      [
        ["author", "A <a@x> 2 +000"],
        ["message", ""],
      ],
    ],
    ["many empty lines", "\n\n\n a\n\n\nb", [["message", " a\n\n\nb"]]],
  ])("reads %s", (_, text, parts) => {
    expect(said(text)?.map(([, what, content]) => [what, content])).toEqual(parts);
  });

  it("leaves out the lines of a signature, and nothing else of it", () => {
    const full = (length: number) => "A".repeat(length);
    const [left, kept] = [
      [full(60), full(64), ` ${full(76)}`, `${full(58)}==`],
      [full(59), full(77), `acme: ${full(64)}`, `${full(64)} acme`, `${full(64)}.`, `  ${full(64)}`],
    ];
    const armour = ["-----BEGIN PGP MESSAGE-----", ...left, ...kept].join("\n");
    const lines = said(`\n${armour}\n`)?.at(-1)?.[2]?.split("\n");
    expect(lines?.filter((line) => line !== "")).toEqual(["-----BEGIN PGP MESSAGE-----", ...kept]);
    expect(said(`\n${left.join("\n")}\n`)?.at(-1)?.[2]).toBe(`${left.join("\n")}\n`);
  });

  it("reads a stated encoding, beside the bytes as they stand; one that nobody knows is no text", () => {
    const latin = Buffer.from(`${head}encoding ISO-8859-1\n\nZ\xfcrich\n`, "latin1");
    expect(said(latin)?.at(-1)).toEqual(["message", "message", "Zürich\n"]);
    expect(said(`${head}encoding UTF-8\n\nZürich\n`)?.at(-1)).toEqual(["message", "message", "Zürich\n"]);
    expect(said(latin)?.map(([, what]) => what)).toEqual(["author", "committer", "message", "message"]);
    expect(said(`${head}encoding ISO-8859-1\n\nwords\n`)).toHaveLength(3);
    for (const unknown of ["x-planted", "xutf-8", "utf-8x", "UTF16 8"])
      expect(said(`${head}encoding ${unknown}\n\nwords\n`), unknown).toBeUndefined();
    expect(said(`object ${zeros}\nencoding x-planted\n\nwords\n`, "tag")).toHaveLength(1);
  });

  it.each([
    ["ISO-2022-JP", "\x1b$BF|K\\\x1b(B", "日本"],
    ["ISO-2022-JP", "ac\x1b(Bme", "acme"],
    ["GBK", "\xc2\xbd", "陆"],
  ])("reads in %s what is UTF-8 as it stands: %j", (encoding, written, read) => {
    const bytes = Buffer.from(`${head}encoding ${encoding}\n\n${written}`, "latin1");
    expect(said(bytes)?.slice(2)).toEqual([
      ["message", "message", Buffer.from(written, "latin1").toString()],
      ["message", "message", read],
    ]);
  });

  it.each(["", "encoding UTF-8\n", "encoding utf8\n"])(
    "takes bytes that are no UTF-8 as they stand: %j",
    (encoding) => {
      expect(said(Buffer.from(`${head}${encoding}\nZ\xfcrich\n`, "latin1"))).toHaveLength(3);
    },
  );
});

it("targetOf tells what a tag is about", () => {
  const bytes = Buffer.from(`object ${zeros}\ntype tag\ntag v1\n\nobject of desire\n`);
  expect(targetOf({ bytes })).toBe(zeros);
  expect(targetOf({ bytes: Buffer.from("tag v1\n\nwords\n") })).toBe("");
});
