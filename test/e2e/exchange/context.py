"""Puts RO-Crate 1.1's context, as the package rocrate carries it, where rocrate-validator looks before it asks the network.

Usage: context.py CACHE
"""

import importlib.util
import io
import json
import pathlib
import sys

import requests
import urllib3
from requests_cache import CachedSession

# Found, not imported: the package is installed without what it needs itself.
package = pathlib.Path(importlib.util.find_spec("rocrate").origin).parent
content = (package / "data" / "ro-crate.jsonld").read_bytes()
assert json.loads(content)["@id"] == "https://w3id.org/ro/crate/1.1/context"

response = requests.Response()
response.status_code, response.url = 200, "https://w3id.org/ro/crate/1.1/context"
response.headers["Content-Type"] = "application/ld+json"
response._content = content
response.raw = urllib3.HTTPResponse(body=io.BytesIO(content), status=200, headers=response.headers, preload_content=False)
response.request = requests.Request("GET", response.url).prepare()
session = CachedSession(cache_name=sys.argv[1], expire_after=-1, backend="sqlite", allowable_methods=("GET",))
session.cache.save_response(response)
