"""Answers twice for one unit."""
import manners

manners.introduce()
message, units = manners.question()
manners.answer(message, [manners.good(unit) for unit in units + units[:1]])
