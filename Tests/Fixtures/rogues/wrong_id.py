"""Answers a question that nobody asked."""
import manners

manners.introduce()
message, units = manners.question()
manners.answer({"id": message["id"] + 41}, [manners.good(unit) for unit in units])
