"""Fails with an exception."""
import manners

manners.introduce()
manners.question()
raise RuntimeError("the rogue is tired")
