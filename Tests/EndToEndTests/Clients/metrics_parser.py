"""Reads a page of metrics on standard input with the parsers of Prometheus' Python client; the argument is `text` or
`openmetrics`. Answers {"families": {name: type}, "samples": [{"name", "labels", "value"}]} or {"mistakes": [...]}.

Beyond what the parsers refuse, it complains about what `promtool check metrics` does, and about anything that is there twice.
"""

import collections
import json
import re
import sys

from prometheus_client import openmetrics, parser
import prometheus_client.openmetrics.parser

# What promtool calls the base units, and what it wants replaced by them.
WRONG_UNITS = "milliseconds microseconds nanoseconds minutes hours days kilobytes megabytes kibibytes mebibytes bits percent"
TYPES = "counter gauge histogram summary untyped"


def mistakes(family, is_text):
    name = family.name + "_total" if is_text and family.type == "counter" else family.name
    words = family.name.split("_")
    if not family.documentation.strip():
        yield f"{name}: no help text"
    if family.type == "counter" and any(not s.name.endswith("_total") for s in family.samples):
        yield f"{name}: counters end with _total"
    if family.type != "counter" and name.endswith("_total"):
        yield f"{name}: only counters end with _total"
    if family.type in ("unknown", "untyped"):
        yield f"{name}: no type"
    if ":" in name or re.search("[a-z][A-Z]", name) or not re.fullmatch("(junctor|process)_[a-z0-9_]+", name):
        yield f"{name}: an odd name"
    for word in words:
        if word in TYPES.split():
            yield f"{name}: the type '{word}' is in the name"
        if word in WRONG_UNITS.split():
            yield f"{name}: '{word}' is no base unit"
    if not family.samples and not name.startswith("junctor_stage_"):
        yield f"{name}: no samples"
    for sample in family.samples:
        for label in sample.labels:
            if re.search("[a-z][A-Z]", label) or label == "le" or not re.fullmatch("[a-z_]+", label):
                yield f"{name}: an odd label {label}"


def raw_mistakes(page, is_text):
    """What the parsers put right without a word."""
    lines = page.splitlines()
    yield from twice(line.rpartition(" ")[0] for line in lines if not line.startswith("#"))
    yield from twice(" ".join(line.split()[:3]) for line in lines if line.startswith("# "))
    for line in lines:
        if line.startswith("# TYPE ") and line.endswith(" counter") and line.endswith("_total counter") != is_text:
            yield f"{line}: _total is a part of the family's name in text only"


def twice(names):
    return [f"{name} is there {count} times" for name, count in collections.Counter(names).items() if count > 1]


def main():
    is_text = sys.argv[1] == "text"
    page = sys.stdin.read()
    parse = parser.text_string_to_metric_families if is_text else openmetrics.parser.text_string_to_metric_families
    try:
        families = list(parse(page))
    except Exception as error:
        return {"mistakes": [f"{type(error).__name__}: {error}"]}
    samples = [sample for family in families for sample in family.samples]
    found = [mistake for family in families for mistake in mistakes(family, is_text)]
    found += twice(family.name for family in families)
    found += twice((sample.name, *sorted(sample.labels.items())) for sample in samples)
    found += raw_mistakes(page, is_text)
    if any(sample.timestamp is not None for sample in samples):
        found.append("a sample has a time")
    if found:
        return {"mistakes": found}
    return {
        "families": {family.name: family.type for family in families},
        "units": {family.name: family.unit for family in families if family.unit},
        "samples": [{"name": s.name, "labels": s.labels, "value": s.value} for s in samples],
    }


print(json.dumps(main()))
