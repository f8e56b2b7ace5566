"""Smuggles a header of its own, and a second message behind it, into a value."""
import messenger

messenger.introduce()
identifier, question = messenger.question()
messenger.http(question["parameters"]["url"] + "/status/204", headers={"X-Id": "7\r\nX-Evil: yes\r\n\r\nPOST / HTTP/1.1"})
messenger.answer(identifier, outcome="delivered")
messenger.read()
