"""Holds CloudEvents, one JSON object per line, against the specification's JSON Schema and says how many are good."""

import json
import pathlib
import sys

import jsonschema

VECTORS = pathlib.Path(__file__).parents[2] / "RouterGatewayTests" / "Conformance" / "CloudEvents"
schema = json.loads((VECTORS / "cloudevents.schema.json").read_text())
checker = jsonschema.FormatChecker()
# A check that is not there finds nothing: these come with python3-rfc3987.
assert {"uri", "uri-reference"} <= checker.checkers.keys()
validator = jsonschema.Draft7Validator(schema, format_checker=checker)
good = 0
for line in sys.stdin:
    errors = list(validator.iter_errors(json.loads(line)))
    for error in errors:
        print(f"{error.json_path}: {error.message}", file=sys.stderr)
    good += not errors
print(f"{good} good")
