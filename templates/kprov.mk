# Written by `kprovengine init`, renewed by `kprovengine init --update`.
# The tool: {{about}}.
KPROV := {{tool}}

# The including Makefile may have chosen another shell, or another first character of recipes: hence the semicolons.
{{targets}}: SHELL := /bin/sh
{{targets}}: .SHELLFLAGS := -c
.PHONY: {{targets}}

# A gate that make overlooks is none: with -i or .IGNORE it could not fail, with -t it would not run.
kprov_flags = $(firstword -$(MAKEFLAGS))
kprov_strict = $(if $(findstring i,$(kprov_flags)),$(error make ignores errors: the gate could not fail))
$(if $(and $(findstring t,$(kprov_flags)),$(filter {{targets}},$(MAKECMDGOALS))),$(error make -t runs nothing: the gate was not asked))

## Every check and the project's own commands: what CI runs
{{preflight}}: ; @$(kprov_strict)$(KPROV) preflight --config {{config}}

## Names, URLs, labels and forbidden tokens agree everywhere
{{checkIdentity}}: ; @$(kprov_strict)$(KPROV) check-identity --config {{config}}

## No build output, secret, compiled or oversized file is tracked
{{checkArtifacts}}: ; @$(kprov_strict)$(KPROV) check-artifacts --config {{config}}

## Declared runtime versions agree, and the real one lies in range
{{checkRuntime}}: ; @$(kprov_strict)$(KPROV) check-runtime --config {{config}}

## This list
{{help}}: ; @printf '%s\n' {{helpLines}}
