/**
 * A Go module.
 *
 * @module
 */
import { commonPlants, undeclared } from "../plants.ts";
import { replace, type Subject } from "../support.ts";

export const go: Subject = {
  remote: "git@github.com:acme/claims-tool.git",
  files: {
    "go.mod": "module github.com/acme/claims-tool\n\ngo 1.19\n",
    "main.go": `package main

import "fmt"

func main() { fmt.Println(double(2)) }

func double(n int) int { return 2 * n }
`,
    "main_test.go": `package main

import "testing"

func TestDouble(t *testing.T) {
	if double(2) != 4 {
		t.Fatal("not twice as much")
	}
}
`,
    "README.md": "# Claims Tool\n",
  },
  commands: {
    lint: ["go", "vet", "./..."],
    test: ["go", "test", "./..."],
    build: ["go", "build", "-o", "/dev/null", "./..."],
  },
  broken: ["COMMAND_FAILED", { "main.go": replace("2 *", "3 *") }, ["test: violated (exit 1)"]],
  common: commonPlants({ name: "claims-tool", display: "Claims Tool", readmeLine: 2 }),
  plants: [
    undeclared,
    ["NAME_MISMATCH", { "go.mod": replace("claims-tool", "claims-tool/planted") }, ["go.mod:1:8"]],
    ["URL_MISMATCH", { "go.mod": replace("acme", "planted") }, ["go.mod:1:8"]],
    ["SOURCE_MALFORMED", { "go.mod": replace("go 1.19", "go (\n") }, ["go.mod:"]],
    ["RUNTIME_MISMATCH", { ".tool-versions": "golang 1.18.1\n" }, [".tool-versions", "go.mod:3:4"]],
    [
      "RUNTIME_UNTESTED",
      { ".github/workflows/kprov.yml": replace('          - { go: "1.19" }\n', "") },
      ["go.mod", "3:4", "Go 1.19"],
    ],
    ["RUNTIME_UNREADABLE", { ".tool-versions": "golang three\n" }, [".tool-versions", "1:8"]],
    ["RUNTIME_WRONG_VERSION", { "go.mod": replace("go 1.19", "go 1.99") }, ["go.mod", "3:4"]],
  ],
};
