#!/usr/bin/env bash
# Runs the suite in containers, as an office does: base images (stand-ins where no registry is reached), build, secrets,
# up, a case to 办结, down and up again with the data still there, and once more from a backup.
# Needs a container engine that runs or that root can start, and says so when there is none. Afterwards it removes
# everything except the base images and the build's cache. Ends with "N passed, N failed".
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 1
passed=0
failed=0
began=$SECONDS
name=proposals-test-$$ work=$(mktemp -d /tmp/proposals-containers-XXXXXX)
compose=
result() {
  printf 'containers took %d s\n%d passed, %d failed\n' "$((SECONDS - began))" "$passed" "$failed"
  [ "$failed" = 0 ]
}
check() { # sentence, command …
  local sentence=$1 started=$SECONDS
  shift
  if "$@" >"$work/check" 2>&1; then
    passed=$((passed + 1))
    echo "ok   $sentence ($((SECONDS - started)) s)"
  else
    failed=$((failed + 1))
    echo "FAIL $sentence ($((SECONDS - started)) s)"
    tail -40 "$work/check"
    return 1
  fi
}
finish() {
  if [ -n "$compose" ]; then
    $compose --profile tools --profile cluster down -v --remove-orphans >/dev/null 2>&1
    # The files that the containers wrote belong to the containers' user. When the tests do not run as root, only a
    # container may remove them.
    [ -z "${helper:-}" ] ||
      docker run --rm --network none --user 0 -v "$work:/work" --entrypoint rm "$helper" \
        -rf /work/secrets /work/backups >/dev/null 2>&1
    # Images are removed by name, because the same image may have other names.
    docker rmi $(docker images --format '{{.Repository}}:{{.Tag}}' "$PROPOSALS_IMAGE_PREFIX*") >/dev/null 2>&1
    docker image prune -f --filter label=proposals.test >/dev/null 2>&1
  fi
  [ -z "${engine:-}" ] || deploy/base-images.sh engine down
  rm -rf "$work"
}
trap finish EXIT

if ! docker info >/dev/null 2>&1; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "containers: NOT RUN because no container engine answers, and only root on Debian could start one"
    result
    exit
  fi
  engine=ours
  check "the container engine starts" deploy/base-images.sh engine up || {
    result
    exit 1
  }
fi
if docker compose version >/dev/null 2>&1; then
  compose="docker compose"
  wait=--wait
else
  compose=docker-compose
  wait=
  command -v docker-compose >/dev/null || {
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq docker-compose
  } >/dev/null 2>&1 || {
    echo "FAIL missing: docker-compose"
    failed=1
    result
    exit 1
  }
fi
third=$((RANDOM % 256))
export COMPOSE_PROJECT_NAME=$name PROPOSALS_IMAGE_PREFIX=$name/
export PROPOSALS_SECRETS=$work/secrets PROPOSALS_BACKUPS=$work/backups
export GATEWAY_PORT=$((33000 + RANDOM % 1000)) FRONT_SUBNET=10.213.$third.0/28 GATEWAY_PROXY=10.213.$third.1
export BUILD_NETWORK=host DOCKER_BUILDKIT=0 COMPOSE_DOCKER_CLI_BUILD=0
COMMIT=$(git rev-parse HEAD)
export COMMIT
version=$(sed -nE 's|.*<Version>(.*)</Version>.*|\1|p' Directory.Build.props)
. deploy/services.env
programs=($SERVICES gateway cli)
image() { echo "$name/$1:$version"; }
container() { $compose ps -q "$1"; }
cli() { $compose run --rm -T cli "$@"; }
up() {
  local id
  $compose up -d $wait || {
    $compose logs --tail 8
    $compose ps
    return 1
  }
  for id in $($compose ps -q); do until_settled "$id" || return; done
}
until_settled() { # waits until a container is healthy or a job has ended with 0
  local state status='{{.State.Status}}'
  local job='{{if eq .State.Status "exited"}}exited-{{.State.ExitCode}}' health='{{.State.Health.Status}}'
  for _ in $(seq 600); do
    state=$(docker inspect -f "$job{{else if .State.Health}}$health{{else}}$status{{end}}" "$1")
    case $state in healthy | exited-0) return ;; exited-*) break ;; esac
    sleep 0.2
  done
  docker inspect -f '{{.Name}} is not healthy: {{json .State}}' "$1"
  docker logs --tail 30 "$1"
  return 1
}

check "docker-compose.yml is valid for $compose, with every profile" \
  $compose --profile tools --profile cluster --profile observe config -q
check "base images are here, or stand-ins for them" deploy/base-images.sh || {
  result
  exit 1
}
# The two stages are built separately for the cache: with tags they outlive this run, and older ones are removed.
for stage in portal publish; do
  check "the $stage stage builds" docker build -q --network host -f deploy/Dockerfile --target "$stage" \
    --build-arg "COMMIT=$COMMIT" --label proposals.test=1 -t "proposals-test/$stage" . || {
    result
    exit 1
  }
done
check "every image builds" $compose --profile tools build -q || {
  result
  exit 1
}
helper=$(image cli)
check "the standalone image builds" docker build -q --network host -f deploy/Dockerfile --target program \
  --build-arg PROGRAM=Standalone --build-arg "COMMIT=$COMMIT" -t "$(image standalone)" .

size() { docker image inspect -f '{{.Size}}' "$1"; }
base() {
  local arg=ASPNET_IMAGE
  [ "$1" != cli ] || arg=POSTGRES_IMAGE
  size "${!arg:-$(sed -n "s/^ARG $arg=//p" deploy/Dockerfile)}"
}
sizes() {
  local p mb
  for p in "${programs[@]}" standalone; do
    mb=$((($(size "$(image "$p")") - $(base "$p")) / 1000000))
    echo "$p $mb MB"
    [ "$mb" -lt 150 ] || return 1
  done
}
check "every image is less than 150 MB above its base" sizes
tr '\n' ',' <"$work/check"
echo
described() {
  local p label='index .Config.Labels "org.opencontainers.image' format
  format="{{$label.version\"}}+{{$label.revision\"}} {{.Config.User}}"
  for p in "${programs[@]}" standalone; do
    [ "$(docker image inspect -f "$format" "$(image "$p")")" = "$version+$COMMIT 1654" ] || {
      echo "$p: labels"
      return 1
    }
    docker run --rm --network none --read-only "$(image "$p")" --version | grep -qF "$version+$COMMIT" || {
      echo "$p: --version"
      return 1
    }
  done
}
check "labels and --version of every image say version and commit, and none runs as root" described
clean() {
  local unwanted="-name '*.pdb' -o -path '*/runtimes/win*' -o -path '*/runtimes/osx*'"
  unwanted="$unwanted -o -name '*.cs' -o -name 'NuGet.Config' -o -name .npmrc"
  ! docker run --rm --network none --entrypoint sh "$(image standalone)" -c "
    touch /var/lib/proposals/x || echo unwritable
    find /app /var/lib/proposals \( $unwanted \)" | grep .
}
check "images hold no symbols, sources, foreign binaries or feed settings, and a folder for data that is theirs" clean

docker volume ls -q | sort >"$work/volumes-before"
project="label=com.docker.compose.project=$name"
refuses() {
  ! PROPOSALS_SECRETS=$work/none $compose up -d postgres && [ -z "$(docker ps -q --filter "$project")" ]
}
check "nothing starts without secrets" refuses
$compose down -v >/dev/null 2>&1
check "the secrets are drawn" deploy/init-secrets.sh || {
  result
  exit 1
}
in_secrets() {
  docker run --rm --network none --user 0 -v "$work/secrets:/secrets:ro" --entrypoint sh "$helper" \
    -c "cd /secrets && $1"
}
again() {
  local before hashes='find . -type f -exec sha256sum {} + | sort'
  before=$(in_secrets "$hashes") && deploy/init-secrets.sh && [ "$before" = "$(in_secrets "$hashes")" ]
}
check "drawing again overwrites nothing" again
closed() { ! in_secrets "find . -type f ! -name '*.crt' -perm /077; find . ! -user 1654" | grep .; }
check "secrets are readable by the containers' user alone" closed

started=$SECONDS
check "the suite comes up healthy" up || {
  $compose logs --tail 15
  result
  exit 1
}
echo "first up, databases and migrations included: $((SECONDS - started)) s"
hardened() {
  local p id
  for p in $SERVICES gateway; do
    id=$(container "$p")
    docker exec "$id" sh -c 'test "$(id -u)" = 1654 && ! touch /app/x 2>/dev/null &&
      grep -q "^CapEff:.*0000000000000000" /proc/1/status && grep -q "^NoNewPrivs:.*1" /proc/1/status' || {
      echo "$p"
      return 1
    }
  done
  for id in $($compose ps -q); do
    [ "$(docker inspect -f '{{.HostConfig.ReadonlyRootfs}}' "$id")" = true ] || {
      docker inspect -f '{{.Name}} may write' "$id"
      return 1
    }
  done
}
check "programs run as 1654 without capabilities on a read-only root" hardened
only_gateway() {
  local open
  open=$(docker ps --filter "$project" --format '{{.Ports}}' | grep -o '[^ ]*->' | tr -d '\n')
  [ "$open" = "127.0.0.1:$GATEWAY_PORT->" ]
}
check "only the gateway has a port, on loopback" only_gateway
unseen() {
  in_secrets "cat */*assword* */Peers__Secret databases/* rabbitmq/*" | fold -w 48 | sort -u >"$work/values" &&
    [ "$(wc -l <"$work/values")" -ge 14 ] && {
    docker inspect $($compose ps -q)
    $compose config
    $compose logs
  } >"$work/seen" 2>&1 && ! grep -qFf "$work/values" "$work/seen"
}
check "no secret stands in an environment, a configuration or a log" unseen
check "a demonstration committee is made" cli demo create
# There is no -q: grep must read to the end, or the command before it fails on a closed pipe.
walks() { cli demo walk | grep '办结（第 1 轮）　办理工作 满意　办理结果 满意'; }
check "a case walks to 办结" walks
portal=http://127.0.0.1:$GATEWAY_PORT
answers() {
  curl -sf "$portal/health" && curl -sf -H 'Accept: text/html' "$portal/sign-in" | grep '<div id="root">'
}
check "the portal answers" answers
check "every chain verifies" cli verify
# Asking for them signs in, which is an event of Directory's journal, so the position of that one is not compared.
figures() { cli stats --json | grep -vE '"(computedAt|directory)"'; }
figures >"$work/before" 2>/dev/null
mkdir -m 777 "$work/backups"
check "a backup is taken while it runs" $compose run --rm -T backup --folder day

started=$SECONDS
check "it goes down" $compose down
only_volumes() {
  docker volume ls -q | sort >"$work/volumes"
  ! comm -13 "$work/volumes-before" "$work/volumes" | grep -v "^${name}_" &&
    ! docker ps -aq --filter "$project" | grep . && ! docker network ls -q --filter "$project" | grep .
}
check "nothing is left of it but its named volumes" only_volumes
check "it comes up again" up
echo "down and up again: $((SECONDS - started)) s"
same() {
  figures >"$work/after" && [ "$(grep -c '"denominator"' "$work/before")" -gt 5 ] &&
    diff "$work/before" "$work/after"
}
check "the figures are the same" same
check "every chain still verifies" cli verify
check "another case walks to 办结" cli demo walk --dissatisfied

lost() { $compose down && docker volume rm "${name}_postgres" "${name}_files" "${name}_rabbitmq"; }
started=$SECONDS
check "the volumes of the database, the broker and the uploads are lost" lost
empty() {
  local id
  $compose up -d databases || return
  for id in $(container postgres) $(container databases); do until_settled "$id" || return; done
}
check "empty databases come up" empty
check "the backup is restored" $compose run --rm -T restore --folder day
check "the suite comes up on it" up
echo "lost, restored and up again: $((SECONDS - started)) s"
check "the figures are those of the backup" same
check "every chain verifies after it" cli verify
check "a case walks to 办结 after it" cli demo walk
result
