"""Does not even introduce itself."""
import time

time.sleep(3600)
