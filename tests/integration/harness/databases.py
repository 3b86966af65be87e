"""Real servers of Debian's packages that take what writers send: InfluxDB 1.6, VictoriaMetrics and Prometheus. Each on a
loopback port of its own, with its data in a folder of its own; end() and start() again keep both."""

import base64
import json
import math
import os
import urllib.error
import urllib.parse
import urllib.request

from .agents import free_port
from .process import Running, wait_until
from .snmp_exporter import program


def get(url, path, query=None, post=False, login=None):
    """(status, body)"""
    encoded = urllib.parse.urlencode(query or {}, doseq=True)
    request = urllib.request.Request(f"{url}{path}" + ("" if post else f"?{encoded}"), data=encoded.encode() if post else None)
    if login:
        request.add_header("Authorization", "Basic " + base64.b64encode(login.encode()).decode())
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode("utf-8")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")
    except (OSError, urllib.error.URLError) as error:
        return 0, str(error)


class Database:
    name, health = "", "/health"

    def __init__(self, folder):
        self.program = program(self.name)
        self.folder = os.path.join(folder, f"{self.name}-{free_port()}")
        os.makedirs(self.folder)
        self.port = free_port()
        self.running = None
        self.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def argv(self):
        raise NotImplementedError

    def start(self):
        self.running = Running([self.program, *self.argv()], self.folder)
        wait_until(self.is_ready, lambda: f"{self.name}: {self.running.stderr[-2000:]}", 120)

    def is_ready(self):
        assert self.running.popen.poll() is None, self.running.stderr[-2000:]
        return get(self.url, self.health)[0] in (200, 204)

    def end(self):
        if self.running:
            self.running.end()


class Prometheus(Database):
    name, health = "prometheus", "/-/ready"

    def __init__(self, folder, window=None):
        self.window = window
        super().__init__(folder)

    @property
    def write_url(self):
        return f"{self.url}/api/v1/write"

    def argv(self):
        config = {"storage": {"tsdb": {"out_of_order_time_window": self.window}}} if self.window else {}
        path = os.path.join(self.folder, "prometheus.yml")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(config, file)
        return [f"--config.file={path}", f"--storage.tsdb.path={self.folder}/tsdb", "--web.enable-remote-write-receiver",
                f"--web.listen-address=127.0.0.1:{self.port}"]

    def query(self, expression, at):
        """{labels: value} of an instant query; `at` in seconds"""
        status, body = get(self.url, "/api/v1/query", {"query": expression, "time": at})
        assert status == 200, body
        return {key_of(row["metric"]): float(row["value"][1]) for row in json.loads(body)["data"]["result"]}

    def samples(self, selector, at, span="1h"):
        """{(labels, milliseconds): value} of the raw samples"""
        status, body = get(self.url, "/api/v1/query", {"query": f"{selector}[{span}]", "time": at})
        assert status == 200, body
        return {(key_of(row["metric"]), round(float(time) * 1000)): float(value)
                for row in json.loads(body)["data"]["result"] for time, value in row["values"]}


class VictoriaMetrics(Database):
    name = "victoria-metrics"
    login = None

    @property
    def write_url(self):
        return f"{self.url}/api/v1/write"

    def argv(self):
        return [f"-storageDataPath={self.folder}/data", f"-httpListenAddr=127.0.0.1:{self.port}",
                "-dedup.minScrapeInterval=1ms", "-retentionPeriod=10y", "-search.latencyOffset=0s"]

    def samples(self, selector):
        """{(labels, milliseconds): value} of everything that there is; a stale marker is NaN"""
        get(self.url, "/internal/force_flush")
        status, body = get(self.url, "/api/v1/export", {"match[]": selector, "reduce_mem_usage": "1"})
        assert status == 200, body
        rows = map(json.loads, body.splitlines())
        return {(key_of(row["metric"]), time): math.nan if value is None else value
                for row in rows for time, value in zip(row["timestamps"], row["values"])}


class InfluxDB(Database):
    name, health = "influxd", "/ping"

    def __init__(self, folder, max_body=None, auth=False):
        self.max_body, self.auth = max_body, auth
        super().__init__(folder)

    def argv(self):
        config = f"""reporting-disabled = true
bind-address = "127.0.0.1:{free_port()}"
[meta]
  dir = "{self.folder}/meta"
[data]
  dir = "{self.folder}/data"
  wal-dir = "{self.folder}/wal"
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:{self.port}"
  auth-enabled = {"true" if self.auth else "false"}
"""
        if self.max_body:
            config += f"  max-body-size = {self.max_body}\n"
        path = os.path.join(self.folder, "influxdb.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(config)
        return ["-config", path]

    def execute(self, statement, database=None, login=None):
        query = {"q": statement, "epoch": "ns", **({"db": database} if database else {})}
        status, body = get(self.url, "/query", query, post=True, login=login)
        assert status == 200, body
        result = json.loads(body)["results"][0]
        assert "error" not in result, body
        return result.get("series", [])

    def points(self, database, measurement):
        """{(tags, nanoseconds): {field: value}}"""
        found = {}
        for series in self.execute(f'SELECT * FROM "{measurement}" GROUP BY *', database):
            tags = frozenset((name, value) for name, value in series["tags"].items() if value)
            for row in series["values"]:
                fields = dict(zip(series["columns"], row))
                time = fields.pop("time")
                found[tags, time] = {name: value for name, value in fields.items() if value is not None}
        return found


def key_of(labels):
    return frozenset(labels.items())
