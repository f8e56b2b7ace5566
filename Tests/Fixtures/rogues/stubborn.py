"""Answers well, and does not end when it is told to."""
import signal
import time
import manners

for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGPIPE):
    signal.signal(number, signal.SIG_IGN)
manners.introduce()
message, units = manners.question()
manners.answer(message, [manners.good(unit) for unit in units])
time.sleep(3600)
