#!/usr/bin/env bash
# Runs the network in the foreground, and everything it made is gone when it ends: on Ctrl-C, SIGTERM, or when
# its standard input is closed. Prints the file that says where the servers are, once they answer.
set -euo pipefail
cd "$(dirname "$0")"
. ./places.sh
here=$PWD
[ -f "$home/installed" ] || { echo "The network is not installed: run tests/networks/bluesky/install.sh" >&2; exit 1; }
postgres=$(postgres_bin)
# Not below a home folder: PostgreSQL runs as somebody else when we are root, and has to get there.
run=$(mktemp -d "${TMPDIR:-/tmp}/bluesky-network.XXXXXX")
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

stop() {
  trap - EXIT TERM INT
  [ -z "${network:-}" ] || { kill "$network" && wait "$network"; } 2>/dev/null || true
  as_postgres "$postgres/pg_ctl" -D "$run/postgres" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$run"
}
trap stop EXIT
trap 'exit 0' TERM INT

chmod 755 "$run"
mkdir "$run/postgres" "$run/files"
[ "$(id -u)" != 0 ] || chown postgres "$run/postgres"
as_postgres "$postgres/initdb" -D "$run/postgres" -U network --auth=trust -E UTF8 --no-sync >"$run/initdb.log" 2>&1 ||
  { cat "$run/initdb.log" >&2; exit 1; }
# A socket in its own folder instead of a port; nothing has to survive a power cut.
as_postgres "$postgres/pg_ctl" -D "$run/postgres" -l "$run/postgres/log" -w start >/dev/null \
  -o "-c listen_addresses= -c unix_socket_directories=$run/postgres -c max_connections=200 -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
as_postgres "$postgres/createdb" -h "$run/postgres" -U network network

# Redis is not needed, only asked after. Standard input goes on to the servers: with it they end.
(
  cd "$home"
  cp "$here"/*.mjs .
  export DB_POSTGRES_URL="postgresql://network@localhost/network?host=$run/postgres" REDIS_HOST=127.0.0.1:1
  export TMPDIR="$run/files" STATE="$run/state.json" LOG_ENABLED=false
  exec "$node_home/bin/node" --import ./loopback.mjs network.mjs >"$run/log" 2>&1
) <&0 &
network=$!
for _ in $(seq 600); do
  [ ! -f "$run/state.json" ] || break
  kill -0 "$network" 2>/dev/null || { tail -n 40 "$run/log" >&2; exit 1; }
  sleep 0.2
done
[ -f "$run/state.json" ] || { echo "The network did not start in time:" >&2; tail -n 40 "$run/log" >&2; exit 1; }
echo "$run/state.json"
wait "$network"
