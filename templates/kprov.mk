# Written by `kprovengine init`, renewed by `kprovengine init --update`.
# The tool: {{about}}.
KPROV := {{tool}}

# The including Makefile, or the command line, may have chosen another shell, or another first character of recipes: hence
# the overrides and the semicolons.
{{targets}}: override SHELL := /bin/sh
{{targets}}: override .SHELLFLAGS := -c
.PHONY: {{targets}}

# With -i (or .IGNORE for all targets) the gate could not fail, with -t it would not run: then make stops. What a Makefile
# says of single targets, -n and -o are up to whoever says it.
kprov_flags = $(firstword -$(MAKEFLAGS))
kprov_strict = $(if $(findstring i,$(kprov_flags)),$(error make ignores errors: the gate could not fail))
$(if $(findstring t,$(kprov_flags)),$(error make -t runs nothing: the gate would be taken for done))

## Every check and the project's own commands: what CI runs
{{preflight}}: ; @$(kprov_strict)$(KPROV) preflight --config {{config}}

## What is staged and nothing else: for a hook before a commit
{{staged}}: ; @$(kprov_strict)$(KPROV) preflight --staged --config {{config}}

## Names, URLs, labels and forbidden tokens agree everywhere
{{checkIdentity}}: ; @$(kprov_strict)$(KPROV) check-identity --config {{config}}

## No build output, secret, compiled or oversized file is tracked
{{checkArtifacts}}: ; @$(kprov_strict)$(KPROV) check-artifacts --config {{config}}

## Declared runtime versions agree, and the real one lies in range
{{checkRuntime}}: ; @$(kprov_strict)$(KPROV) check-runtime --config {{config}}

## This list
{{help}}: ; @printf '%s\n' {{helpLines}}
