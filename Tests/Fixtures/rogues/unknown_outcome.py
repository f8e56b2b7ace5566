"""Says something that is no outcome."""
import messenger

messenger.introduce()
identifier, question = messenger.question()
messenger.http(question["parameters"]["url"] + "/status/204")
messenger.answer(identifier, outcome="probably")
messenger.read()
