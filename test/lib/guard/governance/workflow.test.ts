import { describe, expect, test } from "vitest";
import { workflowSurface } from "../../../../lib/guard/governance/workflow.ts";

const surface = (text: string, path = ".github/workflows/a.yml") => workflowSurface(path, text);
const one = "1".repeat(40);
const two = "2".repeat(40);

describe("workflowSurface", () => {
  test("layout, comments and quotes are no part of the meaning; a step is", async () => {
    const [a, b, c] = await Promise.all([
      surface("jobs:\n  a:\n    steps:\n      - run: make\n"),
      surface('# words\njobs: { a: { steps: [{ "run": "make" }] } }\n'),
      surface("jobs:\n  a:\n    steps:\n      - run: make || true\n"),
    ]);
    expect(a.meaning).toBe(b.meaning);
    expect(a.sha256).not.toBe(b.sha256);
    expect(a.meaning).not.toBe(c.meaning);
  });

  test("a whole commit of an action is a pin; a tag, a branch, a short commit or another action is meaning", async () => {
    const uses = (value: string) => surface(`jobs: { a: { steps: [{ uses: ${value} }] } }\n`);
    const [a, b, tag, short, other, image] = await Promise.all([
      uses(`acme/do@${one}`),
      uses(`acme/do@${two}`),
      uses("acme/do@v4"),
      uses(`acme/do@${one.slice(1)}`),
      uses(`evil/do@${one}`),
      uses(`docker://acme/do@${one}`),
    ]);
    expect([a.pins, b.pins, tag.pins, short.pins, image.pins]).toEqual([
      [`acme/do@${one}`],
      [`acme/do@${two}`],
      [],
      [],
      [],
    ]);
    expect(a.meaning).toBe(b.meaning);
    expect(new Set([a, tag, short, other, image].map(({ meaning }) => meaning)).size).toBe(5);
  });

  test("a pin elsewhere than behind uses is meaning", async () => {
    const [a, b] = await Promise.all([
      surface(`env: { REF: acme/do@${one} }\n`),
      surface(`env: { REF: acme/do@${two} }\n`),
    ]);
    expect(a.meaning).not.toBe(b.meaning);
  });

  test.each(["a: 1\na: 2\n", "{", "a: 1\n---\nb: 2\n"])("%j can't be parsed: it has no meaning", async (text) => {
    expect(await surface(text)).toMatchObject({ meaning: null, pins: [] });
  });

  test("a file of a form that nobody knows has no meaning", async () => {
    expect(await surface("a: 1\n", "Jenkinsfile")).toMatchObject({ meaning: null });
  });
});
