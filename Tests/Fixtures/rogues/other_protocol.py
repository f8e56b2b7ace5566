"""Lies about the protocol."""
import manners

manners.introduce(protocol=2)
manners.question()
