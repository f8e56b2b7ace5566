"""Closes its output and stays."""
import os
import time
import manners

manners.introduce()
manners.question()
os.close(1)
time.sleep(3600)
