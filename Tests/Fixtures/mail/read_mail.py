"""Reads a mail with Python's own email package and prints what a reader would see, as JSON."""

import email
import email.policy
import json
import sys

with open(sys.argv[1], "rb") as file:
    raw = file.read()
message = email.message_from_bytes(raw, policy=email.policy.default)
parts = [part for part in message.walk() if not part.is_multipart()]
defects = [str(defect) for part in message.walk() for defect in part.defects]
for name in message.keys():
    defects += [f"{name}: {defect}" for defect in message[name].defects]
print(
    json.dumps(
        {
            "subject": str(message["Subject"]),
            "from": [[address.display_name, address.addr_spec] for address in message["From"].addresses],
            "to": [[address.display_name, address.addr_spec] for address in message["To"].addresses],
            "date": message["Date"].datetime.isoformat(),
            "headers": {name: str(value) for name, value in message.items()},
            "types": [part.get_content_type() for part in parts],
            "texts": [part.get_content() for part in parts],
            "multipart": message.get_content_type(),
            "defects": defects,
            "longest_line": max(len(line) for line in raw.split(b"\r\n")),
            "bare_line_ends": raw.replace(b"\r\n", b"").count(b"\n") + raw.replace(b"\r\n", b"").count(b"\r"),
            "is_ascii": all(byte < 128 for byte in raw),
        }
    )
)
