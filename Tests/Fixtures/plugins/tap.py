"""Stands between host and plugin and notes every line: tap.py FILE PROGRAM ARGUMENTS…"""
import subprocess
import sys
import threading

log = open(sys.argv[1], "ab", buffering=0)
plugin = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def copy(source, target, mark):
    for line in source:
        log.write(mark + line)
        target.write(line)
        target.flush()
    target.close()


threading.Thread(target=copy, args=(sys.stdin.buffer, plugin.stdin, b"> "), daemon=True).start()
copy(plugin.stdout, sys.stdout.buffer, b"< ")
