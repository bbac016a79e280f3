"""Stands in for `python -m app.cli`: the same words, and nothing behind them but being there."""

import http.server
import os
import signal
import subprocess
import sys
import time


class Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def main(word, *options):
    confided = ("OWNER_DATABASE_URL", "PUBLISHER_DATABASE_URL", "PRIVATE_KEYS", "SECOND_FACTOR_KEY")
    known = [name for name in confided if f"REDAKTION_{name}" in os.environ]
    sys.stdout.write(f"{word} is here with {os.environ['REDAKTION_DATABASE_URL']}\n")
    sys.stdout.write(f"{word} is confided {known}\n")
    if word == "migrate":
        sys.exit(int(os.environ.get("OFFICE_MIGRATE_CODE", "0")))
    if word == "web":
        named = dict(zip(options[::2], options[1::2], strict=True))
        http.server.HTTPServer((named["--host"], int(named["--port"])), Healthy).serve_forever()
    if word == "worker":
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        if "OFFICE_IS_STUBBORN" in os.environ:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        else:
            signal.signal(signal.SIGTERM, lambda *_: sys.exit("worker has finished its call"))
        sys.stdout.write("worker is at work\n")
    time.sleep(600)


if __name__ == "__main__":
    main(*sys.argv[1:])
