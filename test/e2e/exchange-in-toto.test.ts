import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { peer, pythonPeer } from "../support/peers.ts";
import { at, exported, hostile, run, useWork } from "./exchange/work.ts";
import { type Ended, execute } from "./support.ts";

useWork();

test("in-toto: signs nothing of a bundle that nobody signed, unless its owner vouches", async () => {
  const words = ["export", "--format", "in-toto", "--key", "laptop", "runs/one", "runs/loose", "-o", "../refused"];
  const refused = await run(words);
  expect(refused).toMatchObject({ status: 3, stdout: expect.stringMatching(/^runs\/loose.*--vouch\n$/s) });
  expect(existsSync(at("refused"))).toBe(false);
});

describe.each([
  ["Debian's in-toto-verify", () => peer("/usr/bin/in-toto-verify"), 1],
  ["in-toto-verify of PyPI", () => pythonPeer("in-toto-verify"), 0],
] as const)("in-toto: %s", (_, find, which) => {
  const program = find();
  /** The printed command, with the program's own path. */
  const verify = async (dir: string, commands: readonly string[], cwd = at("work")): Promise<Ended> => {
    const command = (commands[which] ?? "").replaceAll("supply chain", dir).replace("in-toto-verify", program ?? "");
    return execute("sh", ["-c", command], { cwd });
  };
  const exportBoth = async (): Promise<string[]> => {
    const { stdout } = await exported(
      "in-toto",
      "--json",
      "--key",
      "laptop",
      "runs/two",
      "runs/one",
      "-o",
      "../supply chain",
    );
    return (JSON.parse(stdout) as { commands: string[] }).commands;
  };
  afterAll(() => rmSync(at("supply chain"), { recursive: true, force: true }));

  test.skipIf(program === null)("accepts two joined steps as they are, and nothing that was changed", async () => {
    rmSync(at("supply chain"), { recursive: true, force: true });
    const commands = await exportBoth();
    expect(await verify("supply chain", commands)).toMatchObject({ status: 0 });
    // Once more: by now it has left a link of its own among the products.
    expect(await verify("supply chain", commands)).toMatchObject({ status: 0 });
    const links = readdirSync(at("supply chain")).filter((name) => name.endsWith(".link"));
    expect(links).toHaveLength(2);
    const [first = "", second = ""] = links.sort();
    const replace = (file: string, from: string | RegExp, to: string) => (dir: string) => {
      const text = readFileSync(join(dir, file), "utf8");
      expect(text.search(from), String(from)).not.toBe(-1);
      writeFileSync(join(dir, file), text.replace(from, to));
    };
    const changes: Record<string, (dir: string) => void> = {
      "a product of a link": replace(first, '"data/', '"dota/'),
      "a digest in a link": (dir) => {
        const text = readFileSync(join(dir, first), "utf8");
        const digest = /"sha256": "([0-9a-f]{64})"/.exec(text)?.[1] ?? "none";
        writeFileSync(
          join(dir, first),
          text.replaceAll(
            digest,
            digest.replace(/^./, (c) => (c === "0" ? "1" : "0")),
          ),
        );
      },
      "a command": replace(second, '"train.sh"', '"other.sh"'),
      "a rule of the layout": replace("root.layout", '"MATCH"', '"ALLOW"'),
      "the expiry of the layout": replace("root.layout", '"expires": "20', '"expires": "21'),
      "the signatures of the layout": replace("root.layout", /"sig": "../g, '"sig": "00'),
      "a missing link": (dir) => rmSync(join(dir, second)),
      "a changed product": (dir) => writeFileSync(join(dir, "products/model/model.txt"), "9\n"),
      "a missing product": (dir) => rmSync(join(dir, "products/model/model.txt")),
      "another file among the products": (dir) => writeFileSync(join(dir, "products/model/more.txt"), "9\n"),
      "a hidden file among the products": (dir) => writeFileSync(join(dir, "products/.profile"), "9\n"),
    };
    for (const [what, change] of Object.entries(changes)) {
      rmSync(at("changed"), { recursive: true, force: true });
      cpSync(at("supply chain"), at("changed"), { recursive: true });
      change(at("changed"));
      const { status } = await verify("changed", commands);
      expect({ what, status }).toEqual({ what, status: 1 });
    }
  });

  test.skipIf(program === null)("finds names of any characters, also where outputs were not collected", async () => {
    for (const bundle of ["one", "loose"]) {
      rmSync(at("supply chain"), { recursive: true, force: true });
      const { stdout } = await exported(
        "in-toto",
        "--json",
        "--key",
        "laptop",
        `runs/${bundle}`,
        ...(bundle === "loose" ? ["--vouch"] : []),
        "-o",
        "../supply chain",
      );
      const { commands } = JSON.parse(stdout) as { commands: string[] };
      expect(await verify("supply chain", commands)).toMatchObject({ status: 0 });
      const product = bundle === "one" ? at("supply chain/products/data", hostile) : at("work/data", hostile);
      const content = readFileSync(product);
      writeFileSync(product, "changed");
      expect(await verify("supply chain", commands)).toMatchObject({ status: 1 });
      writeFileSync(product, content);
      rmSync(at("work/delivery.link"), { force: true });
    }
  });
});
