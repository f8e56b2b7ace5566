"""Asks a server for more than it may have, and does not give up."""
import messenger

messenger.introduce()
identifier, question = messenger.question()
answer = messenger.http(question["parameters"]["url"] + "/huge")
messenger.answer(identifier, outcome="refused", because=answer["error"]["message"])
messenger.read()
