"""Tries to reach a server by itself."""
import socket
import urllib.parse
import messenger

messenger.introduce()
identifier, question = messenger.question()
place = urllib.parse.urlsplit(question["parameters"]["url"])
try:
    socket.create_connection((place.hostname, place.port), timeout=3)
    messenger.answer(identifier, outcome="refused", because="went out by itself")
except OSError:
    messenger.answer(identifier, outcome="refused", because="found no way out")
messenger.read()
