"""Writes a file without end."""
import os
import manners

manners.introduce()
manners.question()
with open(os.path.join(os.environ["TMPDIR"], "hoard"), "wb") as hoard:
    for _ in range(10_000):
        hoard.write(b"x" * 1_000_000)
