"""Is killed while it works."""
import os
import signal
import manners

manners.introduce()
manners.question()
os.kill(os.getpid(), signal.SIGKILL)
