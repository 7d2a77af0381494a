"""Block scans of one text by libhs, through the Python package `hyperscan`.

usage: libhs.py PATTERNS.json TEXT ROUNDS SECONDS   ->  one line of JSON on stdout
PATTERNS.json: [{"id": ..., "pattern": ...}]. Patterns that libhs refuses are left out and named.
"""
import json, sys, time
import hyperscan

patterns = json.load(open(sys.argv[1])); text = open(sys.argv[2], 'rb').read(); rounds = int(sys.argv[3]); seconds = float(sys.argv[4])
flags = hyperscan.HS_FLAG_MULTILINE | hyperscan.HS_FLAG_ALLOWEMPTY


def compiled(rows):
    db = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    db.compile(expressions=[row['pattern'].encode('latin-1') for row in rows], ids=list(range(len(rows))), flags=[flags] * len(rows))
    return db


kept, refused = [], []
for row in patterns:
    try:
        compiled([row]); kept.append(row)
    except Exception as error:  # the reason is libhs's own
        refused.append({'id': row['id'], 'reason': str(error)[:120]})
began = time.perf_counter(); db = compiled(kept); build = time.perf_counter() - began
matches = [0]


def count(*_):
    matches[0] += 1


db.scan(text, match_event_handler=count)
samples = []
for _ in range(rounds):
    passes = 0; cpu = time.process_time(); start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        db.scan(text, match_event_handler=None); passes += 1
    samples.append(passes * len(text) / (time.process_time() - cpu) / 1e9)
info = db.info(); info = info.decode() if isinstance(info, bytes) else str(info)
print(json.dumps({'patterns': len(kept), 'refused': refused, 'buildSeconds': build, 'bytes': db.size(), 'info': info, 'matches': matches[0], 'samples': samples}))
