"""Gives rows without end: ten gigabytes, if it is let."""
import messenger

messenger.introduce("fetch")
identifier, question = messenger.question()
rows = [["2026-01-05", f"{index:090}", "fires", 0.125] for index in range(20000)]
while True:
    messenger.ask("rows", rows=rows)
