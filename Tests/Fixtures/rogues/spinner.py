"""Uses the processor without end."""
import manners

manners.introduce()
manners.question()
while True:
    pass
