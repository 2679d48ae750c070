import { describe, expect, it } from "vitest";
import { parserOf } from "../../../../lib/exchange/sbom/parsers.ts";

const parse = async (name: string, text: string) => {
  const { packages, passedOver } = (await parserOf(name)?.(text)) ?? { packages: [], passedOver: -1 };
  const said = packages.map(({ type, namespace, name: own, version }) =>
    [type, namespace, `${own}@${version}`].filter((part) => part !== undefined).join("/"),
  );
  return { said, passedOver, packages };
};
const json = (value: object): string => JSON.stringify(value);

describe("parserOf", () => {
  it.each<[string, string, string[], number]>([
    [
      "requirements.txt",
      `# pinned
requests[socks]==2.31.0 ; python_version > "3" \\
    --hash=sha256:58cd \\
    --hash=sha256:58ce
Foo_Bar.baz == 1.0+local   # why
numpy===1.2
--index-url https://example.org
-r other.txt
-e .
x>=2
y==1.*
git+https://example.org/z.git@v1
`,
      ["pypi/requests@2.31.0", "pypi/foo-bar-baz@1.0+local", "pypi/numpy@1.2"],
      5,
    ],
    ["requirements-dev.txt", "", [], 0],
    [
      "package-lock.json",
      json({
        lockfileVersion: 3,
        packages: {
          "": { name: "own", version: "1.0.0" },
          "packages/a": { version: "1.0.0" },
          "node_modules/a": { link: true, resolved: "packages/a" },
          "node_modules/@x/y": { version: "1.2.3", resolved: "https://registry.npmjs.org/@x/y/-/y-1.2.3.tgz" },
          "node_modules/@x/y/node_modules/z": { version: "2.0.0-rc.1", dev: true },
          "node_modules/alias": { name: "real", version: "3.0.0" },
          "node_modules/g": { version: "1.0.0", resolved: "git+ssh://git@example.org/g.git#0" },
          "node_modules/f": { version: "file:../f" },
        },
      }),
      ["npm/@x/y@1.2.3", "npm/z@2.0.0-rc.1", "npm/real@3.0.0"],
      2,
    ],
    [
      "npm-shrinkwrap.json",
      json({
        dependencies: { a: { version: "1.0.0", dependencies: { b: { version: "2.0.0" } } }, c: { version: "git://x" } },
      }),
      ["npm/a@1.0.0", "npm/b@2.0.0"],
      1,
    ],
    [
      "poetry.lock",
      '[[package]]\nname = "NumPy"\nversion = "1.26.4"\n\n[[package]]\nname = "own"\nversion = "1"\n[package.source]\ntype = "directory"\n[[package]]\nname = "mirror"\nversion = "2"\n[package.source]\ntype = "legacy"\n',
      ["pypi/numpy@1.26.4", "pypi/mirror@2"],
      1,
    ],
    [
      "uv.lock",
      'version = 1\n[[package]]\nname = "a"\nversion = "1"\nsource = { registry = "https://pypi.org/simple" }\n[[package]]\nname = "own"\nsource = { editable = "." }\n',
      ["pypi/a@1"],
      1,
    ],
    [
      "Cargo.lock",
      'version = 3\n[[package]]\nname = "serde"\nversion = "1.0.1"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "0f"\n[[package]]\nname = "own"\nversion = "0.1.0"\n',
      ["cargo/serde@1.0.1"],
      1,
    ],
    ["Cargo.lock", "version = 3\n", [], 0],
    [
      "go.sum",
      "github.com/BurntSushi/toml v0.3.1 h1:WXk=\ngithub.com/BurntSushi/toml v0.3.1/go.mod h1:xHW=\nrsc.io v1.0.0+incompatible h1:x=\nrubbish\n",
      ["golang/github.com/BurntSushi/toml@v0.3.1", "golang/rsc.io@v1.0.0+incompatible"],
      1,
    ],
  ])("%s: %#", async (name, text, expected, passedOver) => {
    const { said, passedOver: left } = await parse(name, text);
    expect({ said, left }).toEqual({ said: expected, left: passedOver });
  });

  it("keeps digests of what is one file: npm's tarball, a crate", async () => {
    const sha512 = Buffer.alloc(64, 7);
    const npm = {
      packages: { "node_modules/a": { version: "1.0.0", integrity: `sha512-${sha512.toString("base64")} md5-x` } },
    };
    const { packages } = await parse("package-lock.json", json(npm));
    expect(packages[0]?.hashes).toEqual([{ alg: "SHA-512", content: sha512.toString("hex") }]);
    const digest = "ab".repeat(32);
    const crate = `[[package]]\nname="a"\nversion="1"\nsource="registry+x"\nchecksum="${digest}"\n`;
    expect((await parse("Cargo.lock", crate)).packages[0]?.hashes).toEqual([{ alg: "SHA-256", content: digest }]);
  });

  it.each(["yarn.lock", "pnpm-lock.yaml", "toString", "__proto__", "Gemfile.lock"])(
    "does not understand %s",
    (name) => {
      expect(parserOf(name)).toBeUndefined();
    },
  );

  it.each([
    ["package-lock.json", "{"],
    ["package-lock.json", "null"],
    ["poetry.lock", "[[package]"],
    ["Cargo.lock", 'package = "x"'],
  ])("throws for a malformed %s", async (name, text) => {
    await expect((async () => parserOf(name)?.(text))()).rejects.toThrow();
  });
});
