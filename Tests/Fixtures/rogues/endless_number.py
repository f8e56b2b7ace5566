"""Answers a number beyond all numbers."""
import manners

manners.introduce()
message, units = manners.question()
print('{"jsonrpc": "2.0", "id": %d, "result": {"assessments": [{"unit": "U0", "pace": 1e999}]}}' % message["id"], flush=True)
