"""Holds JSON documents against JSON Schemas: a request per line in, a reply per line out.

A request is {"draft": 7 or 2020, "schema": the schema or "file": its path, "at"?: a pointer to the part of the schema that
counts, "documents": [...]}; the reply is {"errors": [per document the messages, none for a good one]}. Without "documents" the
schema itself is held against the schema of schemas.
"""

import datetime
import json
import sys
import warnings

import jsonschema

# Newer versions have another way to resolve references, but keep this one.
warnings.simplefilter("ignore", DeprecationWarning)

VALIDATORS = {7: jsonschema.Draft7Validator, 2020: jsonschema.Draft202012Validator}
formats = jsonschema.FormatChecker(formats=())


class Resolver(jsonschema.RefResolver):
    """Version 4.10 takes a property called $id for an identifier; no schema here has any inside."""

    def _find_in_subschemas(self, url):
        return None


@formats.checks("date-time", raises=ValueError)
def is_date_time(value):
    return not isinstance(value, str) or datetime.datetime.fromisoformat(value).tzinfo is not None


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def check(request):
    schema = load(request["file"]) if "file" in request else request["schema"]
    kind = VALIDATORS[request["draft"]]
    if "documents" not in request:
        kind.META_SCHEMA and kind.check_schema(schema)
        return [[]]
    resolver = Resolver.from_schema(schema, id_of=lambda schema: schema.get("$id", ""))
    part = {"$ref": request["at"]} if "at" in request else schema
    validator = kind(part, resolver=resolver, format_checker=formats)
    return [
        [f"/{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}" for error in validator.iter_errors(document)]
        for document in request["documents"]
    ]


for line in sys.stdin:
    try:
        reply = {"errors": check(json.loads(line))}
    except jsonschema.SchemaError as error:
        reply = {"errors": [[f"{error.json_path}: {error.message[:300]}"]]}
    print(json.dumps(reply), flush=True)
