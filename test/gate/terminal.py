"""Runs a command on a pseudo-terminal of its own and talks to it.

usage: terminal.py < JSON {argv, env, cwd, input, steps: [[wait for, then send], ...], seconds}
stdin of the command is a pipe with `input` (null: the terminal), stdout a pipe, stderr the terminal.
Answers JSON {status, screen, out, missed}: `missed` is the first text that never came.
"""
import json, os, pty, select, sys, threading, time

job = json.load(sys.stdin)
message, told = os.pipe()
out_read, out_write = os.pipe()
pid, terminal = pty.fork()
if pid == 0:
    if job["input"] is not None:
        os.dup2(message, 0)
    os.dup2(out_write, 1)
    for handle in (message, told, out_read, out_write):
        os.close(handle)
    os.chdir(job["cwd"])
    os.execve(job["argv"][0], job["argv"], job["env"])
os.close(message)
os.close(out_write)
if job["input"] is not None:
    threading.Thread(target=lambda: (os.write(told, job["input"].encode()), os.close(told)), daemon=True).start()
out = bytearray()

def drain():
    while True:
        part = os.read(out_read, 65536)
        if not part:
            return
        out.extend(part)

reader = threading.Thread(target=drain, daemon=True)
reader.start()
screen = bytearray()
seen = 0
steps = list(job["steps"])
end = time.time() + job["seconds"]
while time.time() < end:
    ready, _, _ = select.select([terminal], [], [], 0.1)
    if ready:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        screen.extend(part)
    if steps:
        at = screen.find(steps[0][0].encode(), seen)
        if at >= 0:
            seen = at + len(steps[0][0].encode())
            os.write(terminal, steps.pop(0)[1].encode())
else:
    os.kill(pid, 9)
_, status = os.waitpid(pid, 0)
reader.join(2)
json.dump({"status": os.waitstatus_to_exitcode(status), "screen": screen.decode("utf8", "replace"), "out": out.decode("utf8", "replace"), "missed": steps[0][0] if steps else None}, sys.stdout)
