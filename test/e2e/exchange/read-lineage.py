"""Reads run events with the classes that OpenLineage makes from its own schemas; refuses a field that they don't know.

Usage: read-lineage.py FILE...  Prints one line of JSON for each file: types of its events and the facets that were read by
classes of their own, or both null when it is refused.
"""

import importlib
import inspect
import json
import pkgutil
import sys
from datetime import datetime
from uuid import UUID

import attr
import cattrs
from openlineage.client import generated
from openlineage.client.generated import base

classes = {}
for module in pkgutil.iter_modules(generated.__path__):
    for _, item in inspect.getmembers(importlib.import_module(f"{generated.__name__}.{module.name}"), inspect.isclass):
        if attr.has(item) and hasattr(item, "_get_schema"):
            classes[item._get_schema()] = item

converter = cattrs.Converter(forbid_extra_keys=True)


def facet(value, kind):
    """Everything but the links to schema and producer, which the classes set themselves."""
    assert value["_producer"], "a facet without a producer"
    cls = classes[value["_schemaURL"]]
    assert issubclass(cls, kind), f"{cls} is no {kind}"
    structure(cls, {key: field for key, field in value.items() if key[0] != "_"})
    return cls.__name__


def structure(cls, fields):
    known = {field.name.lstrip("_"): field for field in attr.fields(cls) if field.init}
    unknown = set(fields) - set(known)
    assert not unknown, f"{cls.__name__} does not know {unknown}"
    attr.resolve_types(cls)
    cls(**{name: converter.structure(value, known[name].type) for name, value in fields.items()})


def dataset(value, cls):
    names = [facet(item, base.DatasetFacet) for item in value["facets"].values()]
    assert set(value) == {"namespace", "name", "facets"}
    cls(namespace=converter.structure(value["namespace"], str), name=converter.structure(value["name"], str))
    assert value["namespace"] and value["name"]
    return names


def read(event):
    keys = {"eventTime", "eventType", "inputs", "job", "outputs", "producer", "run", "schemaURL"}
    assert set(event) == keys and event["schemaURL"] == base.RunEvent._get_schema()
    names = [facet(item, base.RunFacet) for item in event["run"]["facets"].values()]
    names += [facet(item, base.JobFacet) for item in event["job"]["facets"].values()]
    for item in event["inputs"]:
        names += dataset(item, base.InputDataset)
    for item in event["outputs"]:
        names += dataset(item, base.OutputDataset)
    assert str(UUID(event["run"]["runId"])) == event["run"]["runId"]
    assert datetime.fromisoformat(event["eventTime"].replace("Z", "+00:00")).tzinfo is not None
    base.RunEvent(
        eventTime=event["eventTime"],
        producer=event["producer"],
        eventType=base.EventType(event["eventType"]),
        run=base.Run(runId=event["run"]["runId"]),
        job=base.Job(namespace=event["job"]["namespace"], name=event["job"]["name"]),
    )
    return event["eventType"], names


for path in sys.argv[1:]:
    try:
        events = [read(json.loads(line)) for line in open(path, encoding="utf-8")]
        facets = sorted({name for _, names in events for name in names})
        print(json.dumps({"types": [kind for kind, _ in events], "facets": facets}))
    except Exception as error:
        print(error, file=sys.stderr)
        print(json.dumps({"types": None, "facets": None}))
