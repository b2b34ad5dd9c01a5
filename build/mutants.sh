#!/usr/bin/env bash
# Changes the core's code in small ways and sees whether its tests notice: build/mutants.sh [Planning|Guarding|Policies ...].
# Each folder has to reach the "break" score of tests/RoleSync.Core.Tests/stryker-config.json by itself; the reports lie below artifacts/mutants.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

dotnet tool restore > /dev/null
[ "$#" -gt 0 ] || set -- Planning Guarding Policies
reports="$PWD/artifacts/mutants"
failed=()
cd tests/RoleSync.Core.Tests
for folder in "$@"; do
  printf '\n== %s\n' "$folder"
  dotnet stryker --mutate "**/$folder/**/*.cs" --output "$reports/$folder" --skip-version-check ${CONCURRENCY:+--concurrency "$CONCURRENCY"} || failed+=("$folder")
done
[ "${#failed[@]}" -eq 0 ] || { echo "Too many mutants live in: ${failed[*]}. artifacts/mutants/<folder>/reports has the list." >&2; exit 1; }
