#!/usr/bin/env bash
# buf curl (connect-go) against a running suite: buf-curl.sh ADDRESS ACCOUNTS_FILE
#
# buf curl cannot check two things, so they are left out: a compressed request (it offers gzip for answers only), and a
# connection that stays usable after a refusal (every call is a process with a connection of its own). It refuses a
# grpc-timeout header; --timeout sets a deadline, which it sends as grpc-timeout.
set -uo pipefail
address=$1 accounts=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# The platform's own binary is used without the launcher, because the launcher does not pass signals on.
buf=$(echo "$here"/node_modules/@bufbuild/buf-*/bin/buf)
schema=(--schema "$here/../../protos")
work=$(mktemp -d)
pid=
trap '[ -n "$pid" ] && kill "$pid" 2>/dev/null; rm -rf "$work"' EXIT
failures=0
member='' office='' audit='' session='' category='' request='' draft='' proposal=''
directory=proposals.directory.v1.DirectoryService
intake=proposals.intake.v1.IntakeService
journal=proposals.journal.v1.JournalService

# ---- Helpers of all checks. A check is a function that fails and writes the reason to file descriptor 2.

check() {
  local name=$1
  shift
  if "$@" 2>"$work/wrong"; then
    echo "ok - buf curl: $name"
  else
    failures=$((failures + 1))
    echo "not ok - buf curl: $name: $(tr '\n' ' ' <"$work/wrong" | cut -c 1-400)"
  fi
}

# wrong TEXT
wrong() {
  echo "$1" >&2
  return 1
}

# same ACTUAL EXPECTED WHAT
same() {
  [ "$1" = "$2" ] || wrong "$3: expected $2, got $1"
}

# pick EXPRESSION: evaluates it on the JSON of standard input ($). A string is printed as it is, other values as JSON.
pick() {
  node -e 'const $ = JSON.parse(require("fs").readFileSync(0, "utf8"));
    const value = eval(process.argv[1]);
    process.stdout.write(typeof value === "string" ? value : JSON.stringify(value) ?? "");' "$1"
}

# call TOKEN METHOD JSON [FLAG…]: the answer goes to standard output, an error to $work/error. The exit code is buf's: 8
# times the gRPC code.
call() {
  local token=$1 method=$2 json=$3 headers=()
  shift 3
  [ -z "$token" ] || headers=(-H "authorization: Bearer $token")
  printf '%s' "$json" >"$work/request"
  "$buf" curl --http2-prior-knowledge --protocol grpc --timeout 20s "${schema[@]}" "${headers[@]}" "$@" \
    -d "@$work/request" "http://$address/$method" 2>"$work/error"
}

# answered CALL…: makes a call that must succeed, and reports its error.
answered() {
  call "$@" || wrong "$2 failed: $(cat "$work/error")"
}

# refused CODE_NUMBER CODE_NAME CALL…: makes a call that must fail with this code.
refused() {
  local number=$1 name=$2 result=0
  shift 2
  call "$@" >"$work/answer" || result=$?
  same "$result" $((number * 8)) "exit code of buf ($(cat "$work/error"))" &&
    same "$(pick '$.code' <"$work/error")" "$name" code
}

# detail TYPE: prints that detail of the last error as JSON.
detail() {
  pick "Buffer.from(\$.details.find(d => d.type === '$1')?.value ?? '', 'base64').toString('base64')" <"$work/error" |
    base64 -d >"$work/detail"
  [ -s "$work/detail" ] || wrong "no detail $1" || return
  "$buf" convert "$here/protos" --type "$1" --from "$work/detail#format=binpb" --to -#format=json
}

chinese() {
  local localized
  localized=$(detail google.rpc.LocalizedMessage) || return
  same "$(pick '$.locale' <<<"$localized")" zh-CN locale &&
    same "$(pick '/\p{Script=Han}/u.test($.message)' <<<"$localized")" true 'Chinese in the message'
}

new_id() {
  node -p 'crypto.randomUUID()'
}

# draft_of [LENGTH]: a CreateProposalRequest; its situation has LENGTH letters.
draft_of() {
  node -e 'const [session, category, length] = process.argv.slice(1);
    const situation = length ? "x".repeat(length) : "现状。";
    const suggestions = ["建议一。", "建议二。"];
    const text = { subject: "关于互操作检查的提案", situation, analysis: "原因。", suggestions };
    const proposal = { session, category, mayPublish: true, text };
    process.stdout.write(JSON.stringify({ requestId: crypto.randomUUID(), proposal }))' \
    "$session" "$category" "${1:-}"
}

sign_in() {
  local json
  json=$(node -e 'const [file, login] = process.argv.slice(1);
    const { Committee, Accounts } = JSON.parse(require("fs").readFileSync(file, "utf8"));
    const password = Accounts.find(a => a.Login === login).Password;
    process.stdout.write(JSON.stringify({ committeeCode: Committee, login, password }))' "$accounts" "$1")
  answered '' $directory/SignIn "$json" | pick '$.token'
}

# ---- The checks.

signs_in() {
  member=$(sign_in member3) && office=$(sign_in office) && audit=$(sign_in audit) || return
  session=$(answered "$office" $directory/ListPlenarySessions '{}' | pick '$.sessions[0].name') || return
  category=$(answered "$office" $directory/GetPolicyProfile '{}' | pick '$.categories[0].code') || return
  [ -n "$member" ] && [ -n "$category" ] && [[ $session == committees/*/sessions/* ]] ||
    wrong "session “$session”, category “$category”"
}

files_a_draft() {
  local again
  request=$(draft_of)
  draft=$(answered "$member" $intake/CreateProposal "$request") || return
  proposal=$(pick '$.name' <<<"$draft")
  same "$(pick '$.state' <<<"$draft")" PROPOSAL_STATE_DRAFT state || return
  same "$(pick '$.text' <<<"$draft")" "$(pick '$.proposal.text' <<<"$request")" text || return
  again=$(answered "$member" $intake/CreateProposal "$request") || return
  same "$again" "$draft" 'answer of the retry'
}

# Sends the same request once more, with the schema from the server; the answer must be the same.
reflects() {
  local schema=() answer
  answer=$(answered "$member" $intake/CreateProposal "$request" --reflect --reflect-protocol "$1") || return
  same "$answer" "$draft" "answer through $1"
}

streams() {
  local id=${proposal##*/} result=0 until=$((SECONDS + 30)) body drafted=proposals.intake.v1.ProposalDrafted
  printf '{"source":"intake"}' >"$work/watch"
  "$buf" curl --http2-prior-knowledge --protocol grpc --timeout 60s "${schema[@]}" -H "authorization: Bearer $audit" \
    -d "@$work/watch" "http://$address/$journal/WatchEvents" >"$work/events" 2>"$work/error" &
  pid=$!
  until cp "$work/events" "$work/seen" && grep -q "\"aggregate\": *\"$id\"" "$work/seen" &&
    [ "$(tail -n 1 "$work/seen")" = '}' ]; do
    kill -0 $pid 2>/dev/null || wrong "the stream ended: $(cat "$work/error")" || return
    [ $SECONDS -lt $until ] || wrong "the draft's event did not come" || return
    sleep 0.05
  done
  kill -TERM $pid
  wait $pid || result=$?
  pid=
  same "$result $(pick '$.code' <"$work/error")" '8 canceled' 'end of the cancelled stream' || return
  body=$(
    sed '1s/^/[/; s/^}$/},/; $s/,$/]/' "$work/seen" |
      pick "\$.find(({ event: e }) => e.aggregate === '$id' && e.type === '$drafted')?.event.body"
  ) || return
  base64 -d <<<"$body" >"$work/body"
  "$buf" convert "$here/../../protos" --type $drafted --from "$work/body#format=binpb" --to "$work/body.json" || return
  same "$(pick '$.proposal' <"$work/body.json")" "$id" 'proposal in the event'
}

forbids() {
  local submitted info
  submitted=$(answered "$member" $intake/SubmitProposal \
    "{\"name\":\"$proposal\",\"requestId\":\"$(new_id)\",\"containsNoSecret\":true}") || return
  same "$(pick '$.state' <<<"$submitted")" PROPOSAL_STATE_SUBMITTED state || return
  refused 9 failed_precondition "$office" $intake/FileProposal \
    "{\"name\":\"$proposal\",\"requestId\":\"$(new_id)\"}" || return
  info=$(detail google.rpc.ErrorInfo) || return
  same "$(pick '$.reason' <<<"$info")" MOVE_NOT_ALLOWED reason || return
  same "$(pick 'Object.keys($.metadata).sort().map(k => k + "=" + $.metadata[k]).join(" ")' <<<"$info")" \
    'allowed=EXAMINE,REJECT,RETRACT,RETURN,WITHDRAW move=FILE state=SUBMITTED' metadata || return
  chinese
}

ends_at_its_deadline() {
  # The deadline includes starting buf and reading the schema, so it is longer than for the other clients.
  refused 4 deadline_exceeded "$audit" $journal/WatchEvents '{"source":"intake","after":"1000000000"}' --timeout 1s
}

needs_authorization() {
  refused 16 unauthenticated '' $intake/CreateProposal "$(draft_of)" || return
  same "$(detail google.rpc.ErrorInfo | pick '$.reason')" UNAUTHENTICATED reason || return
  refused 16 unauthenticated '' $journal/WatchEvents '{"source":"intake"}'
}

is_serving() {
  same "$(answered '' grpc.health.v1.Health/Check '{}' | pick '$.status')" SERVING status
}

refuses_long_texts() {
  refused 3 invalid_argument "$member" $intake/CreateProposal "$(draft_of 1000000)" || return
  same "$(detail google.rpc.ErrorInfo | pick '$.reason')" TEXT_TOO_LONG reason || return
  same "$(detail google.rpc.BadRequest | pick '$.fieldViolations[0].field')" proposal.text.situation field || return
  chinese || return
  refused 8 resource_exhausted "$member" $intake/CreateProposal "$(draft_of 5000000)"
}

check 'signs in and finds the session and a category' signs_in
check 'files a draft, and a retry gives the same answer' files_a_draft
check 'a retry through server reflection gives the same answer' reflects grpc-v1
check 'a retry through server reflection v1alpha gives the same answer' reflects grpc-v1alpha
check 'streams the journal up to the draft and cancels' streams
check 'a forbidden move says why in its details' forbids
check 'a stream ends at its deadline' ends_at_its_deadline
check 'no authorization is UNAUTHENTICATED' needs_authorization
check 'health is SERVING' is_serving
check 'texts that are too long are refused' refuses_long_texts
[ $failures = 0 ]
