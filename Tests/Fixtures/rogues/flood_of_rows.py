"""Gives more rows in one line than a line may hold."""
import sys
import messenger

messenger.introduce("fetch")
identifier, question = messenger.question()
sys.stdout.write('{"jsonrpc":"2.0","id":1,"method":"rows","params":{"rows":[')
while True:
    sys.stdout.write('["2026-01-05","001","fires",1],' * 1000)
