"""Asks once, and then thinks for ever."""
import time
import messenger

messenger.introduce()
identifier, question = messenger.question()
messenger.http(question["parameters"]["url"] + "/status/204")
time.sleep(1000)
