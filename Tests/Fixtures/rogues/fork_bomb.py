"""Starts processes without end."""
import os
import time
import manners

manners.introduce()
manners.question()
while True:
    try:
        if os.fork() == 0:
            time.sleep(3600)
    except OSError:
        pass
