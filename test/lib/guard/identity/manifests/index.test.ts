import { describe, expect, it } from "vitest";
import { isManifest, readClaims } from "../../../../../lib/guard/identity/manifests/index.ts";

/** Claims of one text, with places. */
const read = async (path: string, text: string, beside: string[] = []) => {
  const claims = await readClaims(path, text, beside);
  return {
    names: claims.names.map(
      ({ ecosystem, key, name }) => `${ecosystem} ${key} ${name.value} ${name.line}:${name.column}`,
    ),
    urls: claims.urls.map(
      ({ role, key, url, shorthand }) => `${role} ${key} ${url.value}${shorthand === true ? " of npm" : ""}`,
    ),
    entryPoints: claims.entryPoints.flatMap(({ key, entryPoints }) =>
      entryPoints.map(({ name, reference }) => `${key} ${name.value}=${reference?.value ?? ""} ${name.line}`),
    ),
    titles: claims.titles.map(({ value }) => value),
    directories: claims.directories.map(({ value, line, column }) => `${value} ${line}:${column}`),
    computed: claims.computed.map(
      ({ about, unless, finding: { code, message } }) =>
        `${unless === undefined ? "" : `missing ${unless} `}${about} ${code} ${message}`,
    ),
    faults: claims.faults.map(
      ({ code, message, expected, actual }) => `${code} ${message}: expected ${expected}, found ${actual}`,
    ),
  };
};
const nothing = { names: [], urls: [], entryPoints: [], titles: [], directories: [], computed: [], faults: [] };

describe("isManifest", () => {
  it("goes by the name alone", () => {
    expect(["a/pyproject.toml", "setup.py", "go.mod", "CITATION.cff"].every(isManifest)).toBe(true);
    expect(["xgo.mod", "package.json.bak", "cargo.toml", "package-lock.json"].some(isManifest)).toBe(false);
  });
});

describe("readClaims", () => {
  it("reads pyproject.toml by the packaging specification", async () => {
    const text = `[project]
name = "claims-etl"
[project.urls]
"Source Code" = "https://a.example/1/x"
repository = "https://a.example/2/x"
Homepage = "https://a.example/3"
[project.scripts]
claims = "claims.main:run"
[project.gui-scripts]
claims-gui = "claims.gui:run"
`;
    expect(await read("pyproject.toml", text)).toEqual({
      ...nothing,
      names: ["Python [project] name claims-etl 2:8"],
      urls: [
        "repository [project.urls] Source Code https://a.example/1/x",
        "repository [project.urls] repository https://a.example/2/x",
        "page [project.urls] Homepage https://a.example/3",
      ],
      entryPoints: ["[project.scripts] claims=claims.main:run 8", "[project.scripts] claims-gui=claims.gui:run 10"],
    });
  });

  it("reads Poetry's tables", async () => {
    const text = `[tool.poetry]
name = "claims"
repository = "https://a.example/1/x"
homepage = "https://a.example/2"
[tool.poetry.scripts]
a = "claims:run"
b = { reference = "claims:run", type = "console" }
c = { reference = "bin/c", type = "file" }
`;
    expect(await read("pyproject.toml", text)).toMatchObject({
      names: ["Python [tool.poetry] name claims 2:8"],
      urls: [
        "repository [tool.poetry] repository https://a.example/1/x",
        "page [tool.poetry] homepage https://a.example/2",
      ],
      entryPoints: ["a=claims:run 6", "b=claims:run 7", "c= 8"].map((entry) => `[tool.poetry.scripts] ${entry}`),
    });
  });

  it("reads setup.cfg", async () => {
    const text = `[metadata]
name = claims
url = https://a.example/0
project_urls =
    Source = https://a.example/1/x
    Bug Tracker = https://a.example/2
[options.entry_points]
console_scripts =
    claims = claims.main:run
`;
    expect(await read("setup.cfg", text)).toEqual({
      ...nothing,
      names: ["Python [metadata] name claims 2:8"],
      urls: [
        "page [metadata] url https://a.example/0",
        "repository [metadata.project_urls] Source https://a.example/1/x",
        "page [metadata.project_urls] Bug Tracker https://a.example/2",
      ],
      entryPoints: ["[options.entry_points] claims=claims.main:run 9"],
    });
    const old =
      "[metadata]\nname = claims\nhome-page = https://a.example/0\nproject-urls =\n  Source = https://a.example/1/x\n";
    expect(await read("setup.cfg", `${old}home_page = https://a.example/2\n`)).toMatchObject({
      urls: [
        "page [metadata] home_page https://a.example/2",
        "page [metadata] home-page https://a.example/0",
        "repository [metadata.project-urls] Source https://a.example/1/x",
      ],
    });
    const odd = "[metadata]\nname = claims-file: x\nproject_urls =\n  none\n  =a=b\n  # c=d\n  e=f=g\n";
    expect(await read("setup.cfg", odd)).toEqual({
      ...nothing,
      names: ["Python [metadata] name claims-file: x 2:8"],
      urls: ["page [metadata.project_urls] e f=g"],
    });
  });

  it.each([
    [
      "pyproject.toml",
      '[project]\nversion = "1"\ndynamic = ["version", "name"]\n',
      "name VALUE_COMPUTED pyproject.toml:3:23: [project] name is made by the build backend",
    ],
    [
      "pyproject.toml",
      '[project]\nversion = "1"\n',
      "missing Python name VALUE_COMPUTED pyproject.toml:1:2: [project] says no name",
    ],
    [
      "setup.cfg",
      "[metadata]\nname = attr: claims.NAME\n",
      "name VALUE_COMPUTED setup.cfg:2:8: [metadata] name is read from elsewhere",
    ],
    [
      "setup.cfg",
      "[metadata]\nname = file: NAME\n",
      "name VALUE_COMPUTED setup.cfg:2:8: [metadata] name is read from elsewhere",
    ],
    [
      "setup.cfg",
      "[options]\nentry_points = file: commands.txt\n",
      "name VALUE_COMPUTED setup.cfg:2:16: [options] entry_points is read from elsewhere",
    ],
    [
      "setup.cfg",
      "[metadata]\nlicense = MIT\n",
      "missing Python name VALUE_COMPUTED setup.cfg:1:1: [metadata] says no name",
    ],
    [
      "Cargo.toml",
      "[package]\nname.workspace = true\n",
      "name VALUE_COMPUTED Cargo.toml:2:18: [package] name is read from elsewhere",
    ],
    [
      "Cargo.toml",
      '[package]\nversion = "1"\n',
      "missing Cargo name VALUE_COMPUTED Cargo.toml:1:2: [package] says no name",
    ],
  ])("doubts a name that %s does not hold: %j", async (path, text, computed) => {
    expect(await read(path, text)).toEqual({ ...nothing, computed: [computed] });
  });

  it.each([
    ["pyproject.toml", '[project]\nname = "a"\ndynamic = ["version"]\n'],
    ["pyproject.toml", "[tool.ruff]\nline-length = 100\n"],
    ["pyproject.toml", '[build-system]\nrequires = ["setuptools"]\n'],
    ["setup.cfg", "[flake8]\nmax-line-length = 100\n"],
    ["Cargo.toml", '[workspace.package]\nversion = "1"\n'],
  ])("has no such doubt about %s: %j", async (path, text) => {
    expect((await read(path, text)).computed).toEqual([]);
  });

  it("reads package.json in its forms", async () => {
    const text = JSON.stringify({
      name: "@acme/claims",
      repository: { type: "git", url: "git+https://a.example/1/x.git", directory: "packages/claims" },
      homepage: "https://a.example/2",
      bugs: { url: "https://a.example/3" },
      bin: "cli.js",
    });
    expect(await read("package.json", text)).toEqual({
      ...nothing,
      directories: ["packages/claims 1:101"],
      names: ['npm "name" @acme/claims 1:9'],
      urls: [
        'repository "repository.url" git+https://a.example/1/x.git of npm',
        'home "homepage" https://a.example/2',
        'page "bugs" https://a.example/3',
      ],
      entryPoints: ['"bin" claims= 1'],
    });
    expect(await read("package.json", '{"repository":"acme/x","bin":{"a":"a.js","b":"b.js"}}')).toMatchObject({
      names: [],
      urls: ['repository "repository" acme/x of npm'],
      entryPoints: ['"bin" a= 1', '"bin" b= 1'],
    });
    expect(await read("package.json", '{"name":"claims","bin":{"a":"a.js"}}')).toMatchObject({
      names: ['npm "name" claims 1:9'],
      entryPoints: ['"bin" a= 1'],
    });
    expect(await read("package.json", '{"name":"claims"}')).toMatchObject({ entryPoints: [], faults: [] });
    for (const text of ['{"private":true,"workspaces":["packages/*"]}', '{"bin":"cli.js"}', '{"bin":{}}'])
      expect(await read("package.json", text), text).toEqual(nothing);
  });

  it("reads Cargo.toml, with what a workspace says for its members", async () => {
    const text = `[workspace.package]
repository = "https://a.example/1/x"
[package]
name = "claims"
repository.workspace = true
[[bin]]
name = "other"
`;
    expect(await read("Cargo.toml", text)).toEqual({
      ...nothing,
      names: ["Cargo [package] name claims 4:8"],
      urls: ["repository [workspace.package] repository https://a.example/1/x"],
      entryPoints: ["[[bin]] other= 7"],
    });
    expect((await read("Cargo.toml", text, ["src/main.rs"])).entryPoints).toEqual([
      "[[bin]] other= 7",
      "[[bin]] claims= 4",
    ]);
    const manual = text.replace('name = "claims"', 'name = "claims"\nautobins = false');
    expect((await read("Cargo.toml", manual, ["src/main.rs"])).entryPoints).toEqual(["[[bin]] other= 8"]);
    expect(await read("Cargo.toml", '[package]\nversion = "1"\n', ["src/main.rs"])).toMatchObject({ entryPoints: [] });
    const sources = ["a.rs", "b/main.rs", "b/more.rs", "c/d/main.rs", "a.rs.txt"].map((path) => `x/src/bin/${path}`);
    const others = ["src/bin/top.rs", "x/examples/src/bin/e.rs", "x/src/lib/src/bin/f.rs", "y/src/bin/g.rs"];
    const found = [...sources, ...others, "x/src/main.rs", "x/src/lib.rs"];
    expect((await read("x/Cargo.toml", text, found)).entryPoints).toEqual([
      ...["[[bin]] other= 7", "[[bin]] a= 4", "[[bin]] b= 4", "[[bin]] claims= 4"],
    ]);
    const renamed = text.replace('name = "other"', 'name = "other"\npath = "src/bin/a.rs"');
    expect((await read("x/Cargo.toml", renamed, sources.slice(0, 2))).entryPoints).toEqual([
      ...["[[bin]] other= 7", "[[bin]] b= 4"],
    ]);
    const own = '[package]\nrepository = "https://a.example/1/x"\nhomepage = "https://a.example/2"\n';
    expect((await read("Cargo.toml", own)).urls).toEqual([
      "repository [package] repository https://a.example/1/x",
      "page [package] homepage https://a.example/2",
    ]);
    expect(await read("Cargo.toml", '[workspace]\nmembers = ["a"]\n')).toEqual(nothing);
  });

  it("reads go.mod", async () => {
    expect(await read("go.mod", "module github.com/acme/claims/v2\n")).toMatchObject({
      names: ["Go module github.com/acme/claims/v2 1:8"],
      urls: ["module module github.com/acme/claims/v2"],
    });
    expect(await read("go.mod", "go 1.22\n")).toEqual(nothing);
  });

  it("reads CITATION.cff", async () => {
    expect(
      await read("CITATION.cff", "title: Claims\nrepository-code: https://a.example/1/x\nurl: https://a.example\n"),
    ).toEqual({
      ...nothing,
      titles: ["Claims"],
      urls: ["repository repository-code https://a.example/1/x", "page url https://a.example"],
    });
  });

  it.each([
    ["pyproject.toml", "[project]\nname = 3\n", "project.name", "text", "a number"],
    ["pyproject.toml", "[tool.poetry]\nhomepage = 3\n", "tool.poetry.homepage", "text", "a number"],
    ["pyproject.toml", "[tool.poetry.urls]\nSource = 3\n", "tool.poetry.urls.Source", "text", "a number"],
    ["pyproject.toml", "[tool.poetry]\nurls = 'x'\n", "tool.poetry.urls", "map", "a text"],
    ["pyproject.toml", "[tool.poetry]\nscripts = ['x']\n", "tool.poetry.scripts", "map", "a list"],
    ["package.json", '{"name": null}', "name", "text", "nothing"],
    ["package.json", '{"repository": 3}', "repository", "text", "a number"],
    ["package.json", '{"repository": ["a/b"]}', "repository", "text", "a list"],
    ["package.json", '{"repository": null}', "repository", "text", "nothing"],
    ["package.json", '{"repository": {"url": 3}}', "repository.url", "text", "a number"],
    ["package.json", '{"bin": 3}', "bin", "map", "a number"],
    ["package.json", '{"bin": null}', "bin", "map", "nothing"],
    ["package.json", '{"bin": ["cli.js"]}', "bin", "map", "a list"],
    ["Cargo.toml", "[package]\nname = true\n", "package.name", "text", "true or false"],
    ["Cargo.toml", "[package]\nname = 'a'\nrepository = {}\n", "package.repository", "text", "a map"],
    ["CITATION.cff", "title: [a]\n", "title", "text", "a list"],
  ])("could not decide about a value of the wrong kind in %s: %s", async (path, text, key, wanted, found) => {
    const { faults, computed } = await read(path, text);
    expect(faults).toEqual([
      expect.stringMatching(
        new RegExp(
          `^SOURCE_MALFORMED [\\w.]+:\\d+:\\d+: "${key}" can't be judged: expected a ${wanted}, found ${found}$`,
        ),
      ),
    ]);
    expect(computed).toEqual([]);
  });

  it("could not decide about a command that starts nobody knows what", async () => {
    const text = '[tool.poetry.scripts]\na = 3\nb = ["x:y"]\nc = { extras = ["z"] }\nd = { callable = "claims:run" }\n';
    expect(await read("pyproject.toml", text)).toMatchObject({
      entryPoints: ["a= 2", "b= 3", "c= 4", "d=claims:run 5"].map((entry) => `[tool.poetry.scripts] ${entry}`),
      faults: ["a", "b", "c"].map((name) => expect.stringContaining(`"tool.poetry.scripts.${name}" can't be judged`)),
    });
  });

  it.each([
    ["pyproject.toml", "[project\n"],
    ["package.json", '{"name": "a", "name": "b"}'],
    ["Cargo.toml", "\0"],
    ["setup.cfg", "name\n"],
    ["CITATION.cff", "a: [\n"],
    ["go.mod", "module a b\n"],
  ])("throws for a malformed %s", async (path, text) => {
    await expect(read(path, text)).rejects.toMatchObject({ code: "E_SOURCE" });
  });
});

describe("readClaims of setup.py", () => {
  const head = "from setuptools import setup\n";
  const named = { names: ["Python setup(name) a 2:12"] };

  it("reads literals, and names that stand for one", async () => {
    const text = `${head}NAME = "claims-etl"
setup(
    name=NAME,
    url="https://a.example/0",
    project_urls={"Source": "https://a.example/1/x", "Bug Tracker": "https://a.example/2"},
    entry_points={
        "console_scripts": ["claims = claims.main:run"],
        "gui_scripts": "claims-gui=claims.gui:run\\nother = claims.other:run",
    },
)
`;
    expect(await read("setup.py", text)).toEqual({
      ...nothing,
      names: ["Python setup(name) claims-etl 2:8"],
      urls: [
        "page setup(url) https://a.example/0",
        "repository setup(project_urls) Source https://a.example/1/x",
        "page setup(project_urls) Bug Tracker https://a.example/2",
      ],
      entryPoints: [
        "setup(entry_points) claims=claims.main:run 8",
        "setup(entry_points) claims-gui=claims.gui:run 9",
        "setup(entry_points) other=claims.other:run 9",
      ],
    });
  });

  it.each<[string, string, Partial<typeof nothing> | Record<string, string[]>]>([
    [
      "a computed name",
      "setup(name=read())",
      { computed: ["name VALUE_COMPUTED setup.py:2:12: setup(name) is made while setup.py runs"] },
    ],
    [
      "a computed URL",
      "setup(url=f'{x}', name='a')",
      {
        names: ["Python setup(name) a 2:24"],
        computed: ["url VALUE_COMPUTED setup.py:2:11: setup(url) is made while setup.py runs"],
      },
    ],
    [
      "computed URLs",
      "setup(**x, project_urls=urls())",
      {
        computed: ["project_urls", "url", "name"].map((key) =>
          expect.stringContaining(`${key === "name" ? key : "url"} VALUE_COMPUTED`),
        ),
      },
    ],
    [
      "computed commands",
      "setup(name=x, entry_points=x)",
      {
        computed: ["name", "entry_points"].map((key) =>
          expect.stringContaining(`name VALUE_COMPUTED setup.py:2:${key === "name" ? 12 : 28}: setup(${key})`),
        ),
      },
    ],
    [
      "what may be given",
      "setup(**x)",
      {
        computed: ["url", "name"].map(
          (key) => `${key} VALUE_COMPUTED setup.py:2:7: setup(${key}) is made while setup.py runs`,
        ),
      },
    ],
    [
      "a name beside it",
      "setup(name='a', **x)",
      { ...named, computed: [expect.stringContaining("url VALUE_COMPUTED")] },
    ],
    ["a name and URLs beside it", "setup(name='a', url=None, project_urls={}, **x)", named],
    [
      "a name and some URLs beside it",
      "setup(name='a', project_urls={}, **x)",
      { ...named, computed: [expect.stringContaining("url VALUE_COMPUTED")] },
    ],
    [
      "a name and a URL beside it",
      "setup(name='a', url=None, **x)",
      { ...named, computed: [expect.stringContaining("url VALUE_COMPUTED")] },
    ],
    ["another kind of value", "setup(name=3)", { faults: [expect.stringContaining("SOURCE_MALFORMED")] }],
    ["what None stands for", "setup(name='a', url=None, project_urls=None, entry_points=None)", named],
    [
      "a URL that is none",
      "setup(name='a', project_urls={'Source': 3, 'Docs': 'https://a.example'})",
      {
        ...named,
        urls: ["page setup(project_urls) Docs https://a.example"],
        faults: [expect.stringContaining('"project_urls.Source" can\'t be judged: expected a text, found a number')],
      },
    ],
    ...["['https://a.example']", "'https://a.example'", "3"].map((urls): [string, string, Record<string, string[]>] => [
      `no map of URLs, ${urls}`,
      `setup(name='a', project_urls=${urls})`,
      { ...named, faults: [expect.stringContaining('"project_urls" can\'t be judged: expected a map')] },
    ]),
    [
      "commands in the text of a file",
      "setup(name='a', entry_points='[x]\\nb = c:d [console_scripts]\\nk = l:m\\n[gui_scripts] # n\\no = p:q\\n [ console_scripts ] \\n# e = f:g\\na = b:c\\n[gui_scripts]\\nd = e:f\\n[y]\\nr = s:t')",
      { ...named, entryPoints: ["setup(entry_points) a=b:c 2", "setup(entry_points) d=e:f 2"] },
    ],
    [
      "several commands in one text",
      "setup(name='a', entry_points={'console_scripts': ['a = b:c\\nd = e:f', 'none'], 'x': ['g = h:i']})",
      { ...named, entryPoints: ["setup(entry_points) a=b:c 2", "setup(entry_points) d=e:f 2"] },
    ],
    ...[
      ["[]", "entry_points"],
      ["3", "entry_points"],
      ["{'console_scripts': {'a': 'b:c'}}", "entry_points.console_scripts"],
      ["{'gui_scripts': None}", "entry_points.gui_scripts"],
      ["{'gui_scripts': [{'a': 'b:c'}]}", "entry_points.gui_scripts"],
    ].map(([value, key]): [string, string, Record<string, string[]>] => [
      `commands in no known form, ${value}`,
      `setup(name='a', entry_points=${value})`,
      { ...named, faults: [expect.stringContaining(`"${key}" can't be judged: expected a `)] },
    ]),
    ["no name", "setup()", { computed: ["missing Python name VALUE_COMPUTED setup.py:2:1: setup() says no name"] }],
  ])("knows %s", async (_, call, expected) => {
    expect(await read("setup.py", `${head}${call}\n`)).toEqual({ ...nothing, ...expected });
  });

  it("throws E_SOURCE for what is malformed", async () => {
    await expect(read("setup.py", `${head}setup(`)).rejects.toMatchObject({ code: "E_SOURCE", line: 2 });
  });
});

it("reads where package.json says that the package lies", async () => {
  const text = '{ "repository": { "url": "https://a.example/x/y", "directory": "packages/a" } }';
  expect(await read("packages/a/package.json", text)).toMatchObject({ directories: ["packages/a 1:64"] });
  const wrong = text.replace('"packages/a"', "1");
  expect(await read("package.json", wrong)).toMatchObject({
    faults: [expect.stringContaining("repository.directory")],
  });
});
