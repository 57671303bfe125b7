#!/usr/bin/env python3
"""A complete third-party extension: it renders whole hosts for nginx. Core sets the three environment variables."""
import json
import os
import sys
import time
import urllib.request

CORE = "{SIGNALBOX_CORE}/v1/extensions/{SIGNALBOX_CLUSTER}?wait=10".format(**os.environ)


def targets(backend):
    return "".join(f" server {t['address']}:{t['port']};" for t in backend.get("targets", []))


def server(number, host, port):
    paths = host.get("paths", [])
    if len(paths) != 1 or paths[0].get("path", "/") != "/":
        raise ValueError(f"{host['host']}: only whole hosts are served here")
    backends = "".join(targets(b) for b in paths[0]["backends"])
    return f"""upstream u{number} {{{backends} }}
server {{ listen {port}; server_name {host['host']};
  location / {{ proxy_pass http://u{number}; proxy_set_header Host $host; add_header X-Rendered-By python; }} }}"""


def render(routes):
    port = routes["ports"]["http"]
    servers = [server(n, h, port) for n, h in enumerate(routes["hosts"])]
    return "\n".join(["events {}", "http { access_log off;", f"server {{ listen {port} default_server; return 404; }}",
                      *servers, "}", ""])


def ask(poll):
    request = urllib.request.Request(CORE, json.dumps(poll).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as reply:
        return json.loads(reply.read() or "null")


def main():
    poll = {"protocol": 1, "task": os.environ["SIGNALBOX_TASK"], "program": "python-example/1"}
    while True:
        try:
            routes = ask(poll)
        except OSError as error:  # core is away, or refuses
            print(error, file=sys.stderr, flush=True)
            time.sleep(1)
            continue
        poll = {k: poll[k] for k in ("protocol", "task", "program", "request") if k in poll}
        if routes:
            poll["request"] = routes["request"]
            try:
                poll["text"] = render(routes)
            except ValueError as error:
                poll["problems"] = [{"what": str(error)}]


if __name__ == "__main__":
    main()
