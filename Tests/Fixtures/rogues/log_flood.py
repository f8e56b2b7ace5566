"""Says 10 GB on standard error."""
import sys
import manners

manners.introduce()
manners.question()
for _ in range(10_000):
    sys.stderr.write("x" * 1_000_000)
