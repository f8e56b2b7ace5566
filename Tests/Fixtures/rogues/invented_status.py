"""Invents a status."""
import manners

manners.introduce()
message, units = manners.question()
manners.answer(message, [manners.good(unit, status="splendid") for unit in units])
