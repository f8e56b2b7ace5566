"""An HTTP server with moods, for tests: http_server.py FOLDER [CERTIFICATE KEY]

Says its port, then notes each request as a line of FOLDER/requests.jsonl. The path says what it does:
  /status/503?retry-after=7     answers so, with the query as headers
  /turns/500/204                answers 500 first, then 204 for ever
  /files/NAME                   gives FOLDER/NAME, as it is now
  /slow                         answers after ten seconds
  /half                         goes away in the middle of its answer
  /huge                         answers without end
"""
import http.server
import json
import os
import socket
import ssl
import sys
import threading
import time
import urllib.parse

FOLDER = sys.argv[1]
turns = {}
lock = threading.Lock()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def note(self, body):
        request = {"method": self.command, "path": self.path, "body": body.decode("utf-8", "replace"),
                   "headers": {name.lower(): value for name, value in self.headers.items()}}
        with lock, open(f"{FOLDER}/requests.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(request) + "\n")

    def reply(self, status, headers=(), body=b""):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_any(self):
        self.note(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        split = urllib.parse.urlsplit(self.path)
        parts = split.path.strip("/").split("/")
        query = urllib.parse.parse_qsl(split.query)
        mood = parts[0]
        if mood == "status":
            self.reply(int(parts[1]), query)
        elif mood == "turns":
            with lock:
                turn = turns[split.path] = turns.get(split.path, -1) + 1
            self.reply(int(parts[1:][min(turn, len(parts) - 2)]))
        elif mood == "files":
            path = os.path.join(FOLDER, os.path.basename(parts[1]))
            if not os.path.exists(path):
                return self.reply(404)
            with open(path, "rb") as file:
                self.reply(200, body=file.read())
        elif mood == "slow":
            time.sleep(10)
            self.reply(200)
        elif mood == "half":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"half of it")
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        elif mood == "huge":
            self.send_response(200)
            self.send_header("Connection", "close")
            self.end_headers()
            while True:
                self.wfile.write(b"x" * 65536)
        else:
            self.reply(404)

    def safely(self):
        try:
            self.handle_any()
        except OSError:
            # The other side went away; that is what some tests are about.
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = safely


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
