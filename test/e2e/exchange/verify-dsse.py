"""Verifies each envelope of a file with securesystemslib. Usage: verify-dsse.py KEY.pem FILE"""

import json
import sys

from cryptography.hazmat.primitives.serialization import load_pem_public_key
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

with open(sys.argv[1], "rb") as file:
    public = load_pem_public_key(file.read())
for line in open(sys.argv[2], encoding="utf-8"):
    envelope = json.loads(line)
    # A key is known here by the id that the envelope has as a hint.
    key = SSlibKey.from_crypto(public, keyid=envelope["signatures"][0]["keyid"])
    Envelope.from_dict(envelope).verify([key], 1)
    print(envelope["payloadType"])
