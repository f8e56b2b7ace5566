"""Takes more memory than it may."""
import manners

manners.introduce()
manners.question()
hoard = [bytearray(b"x") * 8_000_000 for _ in range(500)]
