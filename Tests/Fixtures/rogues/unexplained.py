"""Gives no explanation."""
import manners

manners.introduce()
message, units = manners.question()
manners.answer(message, [manners.good(unit, because="") for unit in units])
