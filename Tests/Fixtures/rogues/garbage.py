"""Answers with something that is no JSON."""
import manners

manners.introduce()
manners.question()
print("all is well, do not worry", flush=True)
