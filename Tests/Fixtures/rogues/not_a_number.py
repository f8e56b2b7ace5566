"""Answers NaN, which is no JSON."""
import manners

manners.introduce()
message, units = manners.question()
manners.answer(message, [manners.good(unit, pace=float("nan")) for unit in units])
