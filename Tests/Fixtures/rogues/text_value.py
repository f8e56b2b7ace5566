"""Gives a value that is a text."""
import messenger

messenger.introduce("fetch")
identifier, question = messenger.question()
messenger.ask("rows", rows=[["2026-01-05", "001", "fires", "three"]])
messenger.answer(identifier, rows=1)
messenger.read()
