"""Asks the host for what the protocol does not know."""
import messenger

messenger.introduce()
identifier, question = messenger.question()
messenger.ask("read_file", path="/etc/passwd")
messenger.answer(identifier, outcome="delivered")
messenger.read()
