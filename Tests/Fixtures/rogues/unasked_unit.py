"""Answers for a unit that is not its own."""
import manners

manners.introduce()
message, units = manners.question()
manners.answer(message, [manners.good(unit) for unit in units] + [manners.good("the-neighbours")])
