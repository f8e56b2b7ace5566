"""Gives a row with a person in it."""
import messenger

messenger.introduce("fetch")
identifier, question = messenger.question()
messenger.ask("rows", rows=[["2026-01-05", "001", "fires", 3], ["2026-01-05", "001", "fires", 3, "Nguyen Van A"]])
messenger.answer(identifier, rows=2)
messenger.read()
