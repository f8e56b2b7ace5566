"""Forgets a unit."""
import manners

manners.introduce()
message, units = manners.question()
manners.answer(message, [manners.good(unit) for unit in units[1:]])
