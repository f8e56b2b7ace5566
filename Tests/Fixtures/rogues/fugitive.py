"""Answers well, and leaves a process behind that fled into a session of its own."""
import os
import time
import manners

manners.introduce()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for file in (0, 1, 2):
            os.close(file)
        time.sleep(3600)
    os._exit(0)
message, units = manners.question()
manners.answer(message, [manners.good(unit) for unit in units])
manners.read()
