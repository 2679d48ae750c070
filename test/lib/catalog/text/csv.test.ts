import { expect, test } from "vitest";
import { csvRecord } from "../../../../lib/catalog/text/csv.ts";

test.each([
  [["a", 1, null, ""], "a,1,,\n"],
  [['say "x"', "a,b", "a b", "a;b"], '"say ""x""","a,b","a b","a;b"\n'],
  [["=1+1", "+1", "-1", "@x", "  =1"], '"\'=1+1","\'+1","\'-1","\'@x","\'  =1"\n'],
  [["\uff1dcmd", '=HYPERLINK("x")'], '"\'\uff1dcmd","\'=HYPERLINK(""x"")"\n'],
  // A number is one, whatever its sign.
  [[-1, 12n], "-1,12\n"],
  [["a\r\nb\tc", "\u0000\u202e"], "a\\u{d}\\u{a}b\\u{9}c,\\u{0}\\u{202e}\n"],
])("csvRecord of %#", (values, record) => expect(csvRecord(values)).toBe(record));
