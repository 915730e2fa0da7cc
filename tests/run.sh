#!/usr/bin/env bash
# Proves the whole program from a fresh clone: build, formatter, every test project on SQLite and PostgreSQL, a real browser.
# Needs Debian and the .NET SDK; installs the rest by apt when it runs as root. `tests/run.sh Tenants Web` runs only these.
# The last line is "N passed, N failed" with ", N skipped" after it when there are any.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
started=$SECONDS
passed=0 failed=0 skipped=0
out=$root/artifacts
rm -rf "$out/tests" && mkdir -p "$out/tests"
work=$(mktemp -d)
chmod 755 "$work"
postgres_pid=

# Every child inherits this mark, so that what it leaves behind is found by it and by nothing else.
export IOTCONSOLE_TEST_RUN="run-$$-$RANDOM$RANDOM"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

say() { printf '[%4ss] %s\n' $((SECONDS - started)) "$*"; }

end_what_was_started() {
  [ -n "$postgres_pid" ] && kill -INT "$postgres_pid" 2>/dev/null
  local environ pid
  for environ in /proc/[0-9]*/environ; do
    pid=${environ#/proc/}; pid=${pid%/environ}
    [ "$pid" = $$ ] || [ "$pid" = "$BASHPID" ] && continue
    [ "$pid" = "$postgres_pid" ] && continue
    grep -qsaF "IOTCONSOLE_TEST_RUN=$IOTCONSOLE_TEST_RUN" "$environ" 2>/dev/null && kill -KILL "$pid" 2>/dev/null
  done
  [ -n "$postgres_pid" ] && wait "$postgres_pid" 2>/dev/null
  rm -rf "$work"
}

finish() {
  trap - EXIT
  end_what_was_started 2>/dev/null
  say "took $(((SECONDS - started) / 60)) min $(((SECONDS - started) % 60)) s; logs and screenshots are in artifacts/"
  local line="$passed passed, $failed failed"
  [ "$skipped" -gt 0 ] && line="$line, $skipped skipped"
  echo "$line"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ] && exit 0
  exit 1
}
trap finish EXIT
trap 'failed=$((failed + 1)); say "interrupted"; exit 1' INT TERM

# One check of ours that is not a test project; shows the end of its log when it fails.
check() {
  local name=$1; shift
  say "$name"
  if "$@" >"$out/tests/$name.log" 2>&1; then passed=$((passed + 1)); else
    failed=$((failed + 1)); say "$name failed:"; tail -n 40 "$out/tests/$name.log"; return 1
  fi
}

install_what_is_missing() {
  local missing=()
  command -v mosquitto_pub >/dev/null || missing+=(mosquitto-clients)
  command -v influxd >/dev/null || missing+=(influxdb)
  command -v openssl >/dev/null || missing+=(openssl)
  # The fault tests build a small library that commands a process's clock and disk.
  command -v pdftotext >/dev/null || missing+=(poppler-utils)
  command -v gcc >/dev/null || missing+=(gcc libc6-dev)
  command -v chromium >/dev/null || missing+=(chromium)
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
  [ ${#missing[@]} -eq 0 ] && return 0
  say "installing ${missing[*]}"
  local as=(); [ "$(id -u)" -eq 0 ] || as=(sudo -n)
  # RUNLEVEL=1 keeps the packages from starting servers of their own.
  "${as[@]}" apt-get update -qq >"$out/tests/apt.log" 2>&1
  "${as[@]}" env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >>"$out/tests/apt.log" 2>&1 && return 0
  say "could not install ${missing[*]}; tests that need them will say so"
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

start_postgres() {
  local bin port as=() tries
  bin=$(dirname "$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1)")
  [ -x "$bin/initdb" ] || return 1
  mkdir -p "$work/pg"
  # The server refuses to run as root.
  if [ "$(id -u)" -eq 0 ]; then
    local user=postgres; id -u postgres >/dev/null 2>&1 || user=nobody
    chown -R "$user" "$work/pg"; as=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups --)
  fi
  "${as[@]}" "$bin/initdb" -D "$work/pg/data" -U iotconsole -A trust -E UTF8 --locale=C >"$out/tests/postgres.log" 2>&1 || return 1
  port=$(free_port)
  # fsync off: these databases live as long as the run. The suite opens many, hence the connections.
  (cd "$work/pg" && exec "${as[@]}" "$bin/postgres" -D "$work/pg/data" -p "$port" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories= -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200) \
    >>"$out/tests/postgres.log" 2>&1 &
  postgres_pid=$!
  for tries in $(seq 1 100); do
    "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" && break
    kill -0 "$postgres_pid" 2>/dev/null || return 1
    sleep 0.1
  done
  export IOTCONSOLE_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=iotconsole"
}

run_project() {
  local project=$1 name exe report line
  name=$(basename "$project" .csproj)
  exe=$(dirname "$project")/bin/Release/net10.0/IoTConsole.$name
  report=$out/tests/$name.xml
  say "$name"
  # A suite that hangs is a failure like any other, and the rest still runs.
  timeout --kill-after=20 900 "$exe" --results-directory "$out/tests" --report-xunit-xml --report-xunit-xml-filename "$name.xml" \
    --progress off --no-ansi --show-stderr none --show-stdout none --print-max-enumerable-length 0 --print-max-string-length 0 >"$out/tests/$name.log" 2>&1
  local code=$?
  line=$(grep -om1 '<assembly [^>]*>' "$report" 2>/dev/null)
  local p f s e
  p=$(number passed); f=$(number failed); s=$(number skipped); e=$(number errors)
  passed=$((passed + p)); failed=$((failed + f + e)); skipped=$((skipped + s))
  if [ -z "$line" ] || { [ $code -ne 0 ] && [ $((f + e)) -eq 0 ]; }; then failed=$((failed + 1)); f=$((f + 1)); fi
  say "$name: $p passed, $((f + e)) failed, $s skipped (exit code $code)"
  [ $((f + e)) -eq 0 ] || grep -vE '^\s*$' "$out/tests/$name.log" | grep -vE '^(skipped|passed) ' | tail -n 80
}

number() { local n; n=$(sed -nE "s/.* $1=\"([0-9]+)\".*/\1/p" <<<"$line"); echo "${n:-0}"; }

install_what_is_missing
command -v chromium >/dev/null && export IOTCONSOLE_TEST_CHROMIUM=${IOTCONSOLE_TEST_CHROMIUM:-$(command -v chromium)}
export IOTCONSOLE_TEST_ARTIFACTS=$out

check restore dotnet restore IoTConsole.sln --locked-mode || exit 1
check build dotnet build IoTConsole.sln -c Release --no-restore -nologo -v minimal || exit 1
# Style rules already fail the build (EnforceCodeStyleInBuild); this is the half that it leaves out.
check format dotnet format whitespace . --folder --verify-no-changes --include src tests
if [ -z "${IOTCONSOLE_TEST_POSTGRES:-}" ]; then
  say "postgresql"
  start_postgres || { failed=$((failed + 1)); say "PostgreSQL did not start"; tail -n 20 "$out/tests/postgres.log" 2>/dev/null; }
fi


for project in $(ls tests/*.Tests/*.csproj); do
  name=$(basename "$project" .Tests.csproj)
  [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
  run_project "$project"
done
