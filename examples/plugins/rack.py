#!/usr/bin/env python3
"""Knows the API servers of each rack by its number: servers 1 and 2 of 10.RACK.0.0/16.

An example of a plugin in another language than TypeScript. It proves nothing about the servers, so it proposes
them only: give CA pins or a bootstrap token as well.
"""

import json
import sys

API = "discovery.kubeworker.dev/v1"

STATUS = {
    "name": "rack",
    "version": "1.0.0",
    "summary": "knows the API servers of each rack",
    "permissions": {},
    "schema": {
        "type": "object",
        "required": ["rack"],
        "additionalProperties": False,
        "properties": {"rack": {"type": "integer", "description": "1 to 9"}},
    },
}


def answer(**fields):
    json.dump({"apiVersion": API, **fields}, sys.stdout)


def fail(code, message, hint):
    answer(code=code, message=message, hint=hint)
    sys.exit(1)


def discover(rack):
    if not 1 <= rack <= 9:
        fail("no-rack", f"There is no rack {rack}", "racks are 1 to 9")
    print(f"this machine is in rack {rack}", file=sys.stderr)  # the log
    answer(servers=[f"10.{rack}.0.{number}:6443" for number in (1, 2)])


question = json.load(sys.stdin)
operation = question["operation"]
if operation == "version":
    answer(versions=[API])
elif operation == "status":
    answer(**STATUS)
elif operation == "discover":
    discover(question["section"]["rack"])
else:
    fail("unknown-operation", f'Unknown operation "{operation}"', "use it with the kubeworker it is for")
