# Written by `kprovengine init`, renewed by `kprovengine init --update`.
# The tool: a vendored file by plain node, else the installed package, else exactly this version.
KPROV := $(or $(if $(wildcard .kprov/kprov.mjs),node .kprov/kprov.mjs),$(wildcard node_modules/.bin/kprovengine),npx --yes kprovengine@{{version}})

# The including Makefile may have chosen another shell, or another first character of recipes: hence the semicolons.
{{targets}}: SHELL := /bin/sh
{{targets}}: .SHELLFLAGS := -c
.PHONY: {{targets}}

## Every check and the project's own commands: what CI runs
{{preflight}}: ; @$(KPROV) preflight

## Names, URLs, labels and forbidden tokens agree everywhere
{{checkIdentity}}: ; @$(KPROV) check-identity

## No build output, secret, compiled or oversized file is tracked
{{checkArtifacts}}: ; @$(KPROV) check-artifacts

## Declared runtime versions agree, and the real one lies in range
{{checkRuntime}}: ; @$(KPROV) check-runtime

## This list
{{help}}: ; @printf '%s\n' {{helpLines}}
