"""Runs all checks on the template, and then on templates that are broken on purpose."""

import pathlib
import sys

import breaks
import project as projects
from checks import consumers, deployment, gateway, lint, metrics, parameters, policies, rights, routes, scan, table, variables

CHECKS = [variables, parameters, deployment, table, consumers, routes, gateway, policies, rights, metrics, lint, scan]


def main(actions: str) -> int:
    project = projects.read(pathlib.Path(actions))
    if not project.actions:
        print(f"nothing in {actions} says what the functions do on the store: run `make test` first", file=sys.stderr)
        return 1
    found = [f"{check.__name__}: {problem}" for check in CHECKS for problem in check.problems(project)]
    if not found:
        found = [f"broken on purpose, and not found: {problem}" for problem in breaks.unfound(project)]
    for problem in found:
        print(problem, file=sys.stderr)
    if not found:
        print(f"the template holds: {len(CHECKS)} checks, and {len(breaks.BREAKS) + len(breaks.BREAKS_OF_OTHERS)} breaks found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
