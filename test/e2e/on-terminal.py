"""Run a command on a terminal of its own; type each line when a question is seen; print what a person would see."""

import json
import os
import pty
import select
import sys
import time

questions, argv = json.loads(sys.argv[1]), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(argv[0], argv)
seen, deadline = b"", time.monotonic() + 60
while time.monotonic() < deadline:
    ready, _, _ = select.select([terminal], [], [], 0.1)
    if ready:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            chunk = b""
        if not chunk:
            break
        seen += chunk
    if questions and questions[0][0].encode() in seen:
        time.sleep(0.2)
        os.write(terminal, questions.pop(0)[1].encode())
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(seen)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(status) if not questions else 99)
