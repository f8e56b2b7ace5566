"""Loses count of what it gave."""
import messenger

messenger.introduce("fetch")
identifier, question = messenger.question()
messenger.ask("rows", rows=[["2026-01-05", "001", "fires", 3]])
messenger.answer(identifier, rows=2)
messenger.read()
