"""Starts and asks the trial's Valkey."""

import contextlib
import signal
from dataclasses import replace

import redis

from kam.local.binaries import Binaries, LocalError
from kam.local.place import Place, Servers
from kam.local.processes import free_ports, wait_for


def start_valkey(place: Place, programs: Binaries, known: Servers) -> Servers:
    """Start it on the data of this place; the answer knows its port."""
    place.valkey.mkdir(mode=0o700, exist_ok=True)
    place.who.own(place.valkey)
    for port in free_ports(known.valkey_port):
        server = replace(known, valkey_port=port)
        settings = place.valkey / "valkey.conf"
        settings.unlink(missing_ok=True)
        settings.touch(mode=0o600)
        saving = "save 60 1" if place.lasting else 'save ""'
        lines = ["bind 127.0.0.1", f"port {port}", f"requirepass {known.password}", f'dir "{place.valkey}"', saving]
        settings.write_text("\n".join([*lines, "appendonly no", "maxmemory-policy noeviction", ""]))
        place.who.own(settings)
        process = place.launch([programs.valkey, settings], "valkey.log", signal.SIGTERM)
        if wait_for(process, lambda: valkey_pid(server) > 0):  # noqa: B023 -- used at once
            return server
    raise LocalError(f"Valkey did not start; see {place.area / 'valkey.log'}.")


def valkey_pid(server: Servers) -> int:
    """The number of its process; 0 when it does not answer to our password."""
    with contextlib.suppress(redis.RedisError), redis.Redis.from_url(server.redis_url, socket_timeout=3) as client:
        return int(client.info("server")["process_id"])
    return 0
