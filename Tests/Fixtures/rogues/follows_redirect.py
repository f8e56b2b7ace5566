"""Follows a redirect to a place that it does not declare."""
import messenger

messenger.introduce()
identifier, question = messenger.question()
answer = messenger.http(question["parameters"]["url"] + "/status/302?location=http://neighbour.example/")
messenger.http(answer["result"]["headers"]["location"])
messenger.answer(identifier, outcome="delivered")
messenger.read()
