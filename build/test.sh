#!/usr/bin/env bash
# The one command that tests: installs what is missing, checks the format, builds once, runs every test.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

step() { printf '\n== %s\n' "$1"; }

command -v dotnet > /dev/null || {
  echo "There is no .NET SDK here: install .NET 10 (https://dotnet.microsoft.com/download), then try again." >&2
  exit 2
}

has_postgres() { command -v initdb > /dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null; }

if ! has_postgres; then
  step "PostgreSQL, for the tests of the store"
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo)
  fi
  if ! command -v apt-get > /dev/null || { [ "${#as_root[@]}" -gt 0 ] && ! command -v sudo > /dev/null; }; then
    echo "The tests need PostgreSQL's initdb and cannot install it here: install the package postgresql, then try again." >&2
    exit 2
  fi
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql > /dev/null
fi

# The sandbox is tried with clients that other people wrote. Without npm or its registry those tests are skipped, by name.
if command -v npm > /dev/null; then
  step "Clients of other people, for the tests of the sandbox"
  mkdir -p artifacts/clients
  cp tests/clients/package.json artifacts/clients/
  npm install --prefix artifacts/clients --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel error \
    || echo "npm could not install them; their tests will be skipped."
fi

step "Packages"
dotnet restore RoleSync.slnx -v quiet

# White space only: code style is checked by the compiler, as errors.
step "Format"
dotnet format whitespace RoleSync.slnx --verify-no-changes --no-restore

step "Build"
dotnet build RoleSync.slnx -c Release --no-restore -v quiet -clp:NoSummary

# What is tested as a process is what people run: the published executable. It is built for this machine, so once more.
step "Publish"
rm -rf artifacts/rolesync
dotnet publish src/RoleSync.Cli -c Release -o artifacts/rolesync -v quiet -clp:NoSummary
export ROLESYNC_EXECUTABLE="$PWD/artifacts/rolesync/rolesync"

# One project after the other: several test limits and time-outs against a real clock.
step "Tests"
dotnet test --solution RoleSync.slnx -c Release --no-build --max-parallel-test-modules 1
