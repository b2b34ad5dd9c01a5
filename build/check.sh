#!/usr/bin/env bash
# The quick one: format, build, unit and service tests. Needs what "make test" installs; tests of whole processes are left to it.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

dotnet restore RoleSync.slnx -v quiet
dotnet format whitespace RoleSync.slnx --verify-no-changes --no-restore
for project in RoleSync.Core.Tests RoleSync.Tests; do
  dotnet build "tests/$project" -c Release --no-restore -v quiet -clp:NoSummary
done
for project in RoleSync.Core.Tests RoleSync.Tests; do
  dotnet test --project "tests/$project" -c Release --no-build
done
