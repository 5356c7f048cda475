#!/usr/bin/env python3
"""Validates runs, sets of runs or plans against the JSON contract: validate_schema.py SCHEMA RUN.json…  ("-" is
standard input). A schema may refer to others in its folder.

Also spoils each run in a few ways and insists that the schema refuses the result, so that a schema
which accepts everything does not pass. Exit 0 valid, 1 not valid, 77 python3-jsonschema is missing.
"""
import copy
import json
import pathlib
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)


def refuse_constant(word):
    raise ValueError(f"{word} is not JSON")


def load(path):
    if path == "-":
        return json.load(sys.stdin, parse_constant=refuse_constant)
    with open(path, encoding="utf-8") as file:
        return json.load(file, parse_constant=refuse_constant)


def with_others(schema, folder):
    """Takes in the schema of a run where that of several refers to it: not every jsonschema looks for files."""
    items = schema["properties"].get("runs", {}).get("items", {})
    if "$ref" in items:
        run = load(folder / items["$ref"])
        schema["$defs"] = run.pop("$defs")
        schema["properties"]["runs"]["items"] = run
    return schema


def spoiled(run):
    """Yields (what was done, run) pairs that no schema of ours may accept."""
    for key in run:
        if key in ("traffic", "bench", "hosts", "made_at"):  # only such a run or plan has it, or a new one
            continue
        broken = copy.deepcopy(run)
        del broken[key]
        yield f"without {key}", broken
    for path, value in (
        (("schema_version",), 2),
        (("verdict", "exit_code"), 99),
        (("verdict", "status"), True),
        (("pooler", "pool_mode"), "transactional"),
        (("cost", "round_trips"), "many"),
        (("cost", "duration_ms"), "12 ms"),
        (("peak_connections",), "three"),
    ):
        if path[0] not in run:
            continue
        broken = copy.deepcopy(run)
        at = broken
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = value
        yield f"{'.'.join(path)} = {value!r}", broken
    for at, one in enumerate(run.get("runs", ())):
        for how, spoilt in spoiled(one):
            broken = copy.deepcopy(run)
            broken["runs"][at] = spoilt
            yield f"runs[{at}] {how}", broken
    for name in ("findings", "parts", "drivers", "measurements"):
        for key in run[name][0] if run.get(name) else ():
            broken = copy.deepcopy(run)
            del broken[name][0][key]
            yield f"one of {name} without {key}", broken


def check(validator, path):
    """Returns the complaints about one file."""
    try:
        run = load(path)
    except ValueError as error:
        return [f"{path}: {error}"]
    complaints = [f"{path}: {error.json_path}: {error.message}" for error in validator.iter_errors(run)]
    if not complaints:
        complaints = [f"{path}: accepted {how}" for how, broken in spoiled(run) if validator.is_valid(broken)]
    return complaints


def main(arguments):
    if len(arguments) < 2:
        print(__doc__)
        return 2
    schema = load(arguments[0])
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(with_others(schema, pathlib.Path(arguments[0]).parent))
    complaints = [line for path in arguments[1:] for line in check(validator, path)]
    print("\n".join(complaints) or f"{len(arguments) - 1} valid")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
