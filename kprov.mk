# Written by `kprovengine init`, renewed by `kprovengine init --update`.
# The tool: the installed package, else exactly this version.
KPROV := $(or $(wildcard node_modules/.bin/kprovengine),npx --yes kprovengine@0.1.0)

# The including Makefile, or the command line, may have chosen another shell, or another first character of recipes: hence
# the overrides and the semicolons.
preflight preflight-staged check-identity check-artifacts check-runtime help: override SHELL := /bin/sh
preflight preflight-staged check-identity check-artifacts check-runtime help: override .SHELLFLAGS := -c
.PHONY: preflight preflight-staged check-identity check-artifacts check-runtime help

# With -i (or .IGNORE for all targets) the gate could not fail, with -t it would not run: then make stops. What a Makefile
# says of single targets, -n and -o are up to whoever says it.
kprov_flags = $(firstword -$(MAKEFLAGS))
kprov_strict = $(if $(findstring i,$(kprov_flags)),$(error make ignores errors: the gate could not fail))
$(if $(findstring t,$(kprov_flags)),$(error make -t runs nothing: the gate would be taken for done))

## Every check and the project's own commands: what CI runs
preflight: ; @$(kprov_strict)$(KPROV) preflight --config kprov.config.ts

## What is staged and nothing else: for a hook before a commit
preflight-staged: ; @$(kprov_strict)$(KPROV) preflight --staged --config kprov.config.ts

## Names, URLs, labels and forbidden tokens agree everywhere
check-identity: ; @$(kprov_strict)$(KPROV) check-identity --config kprov.config.ts

## No build output, secret, compiled or oversized file is tracked
check-artifacts: ; @$(kprov_strict)$(KPROV) check-artifacts --config kprov.config.ts

## Declared runtime versions agree, and the real one lies in range
check-runtime: ; @$(kprov_strict)$(KPROV) check-runtime --config kprov.config.ts

## This list
help: ; @printf '%s\n' 'make preflight         every check and the project'\''s own commands: what CI runs' 'make preflight-staged  the same about what is staged, for a hook before a commit' 'make check-identity    names, URLs, labels and forbidden tokens agree everywhere' 'make check-artifacts   no build output, secret, compiled or oversized file is tracked' 'make check-runtime     declared runtime versions agree, and the real one lies in range' 'make help              this list'
