"""A second service's log with failed sign-ins and changes: GitHub's security log as JSON, one object a line."""

import json

from evaluation.export import File
from evaluation.simulate.life import Life
from evaluation.simulate.records import Record


def security_log(life: Life) -> File:
    """The log, oldest first."""
    lines, places = list[str](), list[tuple[int, Record]]()
    for place, one in enumerate(sorted(life.audits, key=lambda one: one.at), 1):
        places.append((place, one))
        stamp = int(one.at.timestamp() * 1000)
        lines.append(
            json.dumps(
                {
                    "@timestamp": stamp,
                    "_document_id": f"doc-{place}",
                    "action": one.action,
                    "actor": "octo-owner",
                    "actor_ip": one.ip,
                    "actor_location": {"country_code": one.country},
                    "user": "octo-owner",
                    "user_agent": one.agent,
                    "created_at": stamp,
                }
            )
        )
    return File("security-log.json", ("\n".join(lines) + "\n").encode(), places)
