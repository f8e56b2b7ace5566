"""Says more than it was asked."""
import sys
import manners

manners.introduce()
message, units = manners.question()
sys.stdout.write('{"jsonrpc": "2.0", "id": %d, "result": null}\n{"jsonrpc": "2.0"}\n' % message["id"])
sys.stdout.flush()
manners.read()
