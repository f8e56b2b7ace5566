"""Tells what it can see of the machine: variables, files of the workspace, the network."""
import os
import socket
import manners

manners.introduce()
message, units = manners.question()
seen = sorted(set(os.environ) - {"PATH", "HOME", "TMPDIR", "LANG", "TZ", "ONPACE_PLUGIN", "PYTHONDONTWRITEBYTECODE",
                                 "PYTHONHASHSEED", "LC_CTYPE", "PWD"})
if os.path.exists("../../onpace.yaml"):
    seen.append("workspace")
try:
    with open("written", "w"):
        seen.append("written")
except OSError:
    pass
try:
    if any(name != "lo" for _, name in socket.if_nameindex()):
        seen.append("network")
except OSError:
    pass
manners.answer(message, [manners.good(unit, because=" ".join(["sees"] + seen)) for unit in units])
manners.read()
