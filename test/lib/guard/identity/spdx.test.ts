import { describe, expect, it } from "vitest";
import { isLicenseExpression } from "../../../../lib/guard/identity/spdx.ts";

describe("isLicenseExpression", () => {
  it.each([
    "MIT",
    "Apache-2.0",
    "GPL-2.0+",
    "GPL-2.0-or-later WITH Classpath-exception-2.0",
    "MIT OR Apache-2.0",
    "mit or apache-2.0",
    "(MIT AND (LGPL-2.1-only OR BSD-3-Clause)) OR LicenseRef-acme",
    "DocumentRef-spdx-tool-1.2:LicenseRef-MIT-Style-2",
    "GPL-2.0-only WITH AdditionRef-x",
    "NOASSERTION",
    `${"(".repeat(50)}MIT${")".repeat(50)}`,
    Array(60).fill("(MIT)").join(" OR "),
  ])("accepts %s", (text) => expect(isLicenseExpression(text)).toBe(true));

  it.each([
    "",
    " ",
    "MIT/Apache-2.0",
    "MIT, Apache-2.0",
    "MIT Apache-2.0",
    "MIT AND",
    "MIT AND Apache/2",
    "MIT WITH x/y",
    "MIT WITH AND",
    "OR MIT",
    "MIT Or Apache-2.0",
    "(MIT",
    "MIT)",
    "()",
    "MIT WITH",
    "MIT WITH (x)",
    "WITH",
    "The MIT License!",
    "GPL+-2.0",
    "(".repeat(100_000),
    `${"(".repeat(51)}MIT${")".repeat(51)}`,
  ])("refuses %.40j", (text) => expect(isLicenseExpression(text)).toBe(false));
});
