import { describe, expect, test } from "vitest";
import { proposedFor } from "./support.ts";

const module = (directive: string) => ({
  "tools/load/go.mod": `module example.com/load\n${directive}`,
  "tools/load/load.go": "package main\n\nfunc main() {}\n",
});

describe("surveyGo below the top", () => {
  test.each([
    ["go 1.20", ["go", "vet", "-C", "tools/load", "./..."]],
    ["go 1.26.1", ["go", "vet", "-C", "tools/load", "./..."]],
    // The flag came with Go 1.20.
    ["go 1.19", ["sh", "-c", "cd ./tools/load && go vet ./..."]],
    ["", ["sh", "-c", "cd ./tools/load && go vet ./..."]],
  ])('names the directory as a Go of "%s" understands it', async (directive, lint) => {
    const { commands } = await proposedFor(module(`\n${directive}\n`));
    expect(commands["lint"]).toEqual(lint);
  });

  test("builds without leaving a program behind", async () => {
    const { commands } = await proposedFor(module("\ngo 1.22\n"));
    expect(commands["build"]).toEqual(["go", "build", "-C", "tools/load", "-o", "/dev/null", "./..."]);
  });
});
