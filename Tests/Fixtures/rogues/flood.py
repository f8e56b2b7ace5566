"""Says 10 GB in one line."""
import sys
import manners

manners.introduce()
manners.question()
for _ in range(10_000):
    sys.stdout.write("x" * 1_000_000)
