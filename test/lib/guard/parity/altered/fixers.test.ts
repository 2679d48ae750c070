import { describe } from "vitest";
import { areChanging, areHarmless } from "./support.ts";

describe("formatters and the like", () => {
  areChanging([
    ...[
      "black .",
      "python -m black src",
      "isort .",
      "ruff format .",
      "ruff format",
      "rustfmt src/main.rs",
      "pyupgrade a.py",
    ],
    ...["autopep8 -ir .", "autopep8 -i -r .", "yapf -i -r .", "autoflake --in-place a.py", "docformatter -i a.py"],
    ...[
      "cargo fmt",
      "cargo fmt --all",
      "cargo +nightly fmt",
      "cargo fix --allow-dirty",
      "cargo clippy --fix --allow-dirty",
    ],
    ...[
      "cargo update",
      "cargo add x",
      "go fmt ./...",
      "go mod tidy",
      "go get -u ./...",
      "go generate ./...",
      "go fix x",
    ],
    ...["dprint fmt", "terraform fmt", "tofu fmt -recursive", "deno fmt", "taplo format", "npx sort-package-json"],
    ...["rubocop -a", "rubocop -A lib", "rubocop --autocorrect", "standardrb --fix", "uv lock --upgrade", "uv add x"],
    ...["poetry update", "poetry add x", "pre-commit run --all-files", "pre-commit autoupdate"],
    ...[
      "black -l 100 .",
      "black -c x .",
      "isort -l 100 .",
      "terraform fmt -check=false",
      "terraform fmt --diff",
      "cargo add x --locked",
    ],
    ...["npx xo --fix", "npx standard --fix", "tool --write"],
  ]);
  areHarmless([
    ...[
      "black --check .",
      "black . --diff",
      "isort -c .",
      "isort --check-only .",
      "ruff format --check .",
      "ruff check .",
    ],
    ...["rustfmt --check a.rs", "autopep8 --diff -r .", "yapf -d -r .", "autoflake --check -r ."],
    ...[
      "cargo fmt --check",
      "cargo fmt --all -- --check",
      "cargo clippy --all-targets",
      "cargo build --locked",
      "cargo test",
    ],
    ...[
      "cargo update --dry-run",
      "go vet ./...",
      "go mod download",
      "go mod verify",
      "go test ./...",
      "go build ./...",
    ],
    ...[
      "dprint check",
      "terraform fmt -check",
      "terraform fmt -check=true",
      "deno fmt --check",
      "terraform validate",
      "taplo lint",
    ],
    ...[
      "rubocop",
      "rubocop lib",
      "uv lock --check",
      "uv sync",
      "uv lock --locked",
      "poetry install",
      "black --version",
    ],
    ...["pre-commit install-hooks", "black-box .", "xo"],
  ]);
});
