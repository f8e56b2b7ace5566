"""Never answers."""
import time
import manners

manners.introduce()
manners.question()
time.sleep(3600)
