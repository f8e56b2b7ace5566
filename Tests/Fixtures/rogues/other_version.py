"""Lies about its own version."""
import manners

manners.introduce(plugin="somebody-else/v9")
manners.question()
