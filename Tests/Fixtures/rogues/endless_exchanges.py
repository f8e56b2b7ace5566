"""Asks again and again."""
import messenger

messenger.introduce()
identifier, question = messenger.question()
while True:
    messenger.http(question["parameters"]["url"] + "/status/204")
