#!/usr/bin/env bash
# Generates the same migration for the three engines: tools/add-migration.sh NameOfTheChange
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:?name of the migration, in words without spaces}
dotnet tool restore >/dev/null
dotnet build src/Web -c Debug -v q -nologo
for engine in Sqlite Postgres SqlServer; do
  dotnet ef migrations add "$name" --no-build --project src/Web --context "${engine}ConsoleDb" \
    --output-dir "Migrations/$engine"
done
