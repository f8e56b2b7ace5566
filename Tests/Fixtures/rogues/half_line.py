"""Ends in the middle of its answer."""
import sys
import manners

manners.introduce()
manners.question()
sys.stdout.write('{"jsonrpc": "2.0", "id"')
