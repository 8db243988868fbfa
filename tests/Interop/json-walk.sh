#!/usr/bin/env bash
# One life cycle through the gateway's JSON API, as a client app drives it: json-walk.sh curl|buf GATEWAY ACCOUNTS_FILE
# curl: plain curl with a bearer token. buf: buf curl --protocol connect; it checks every answer against the contract.
set -uo pipefail
tool=$1 gateway=$2 accounts=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
directory=proposals.directory.v1.DirectoryService
intake=proposals.intake.v1.IntakeService
assignment=proposals.assignment.v1.AssignmentService
feedback=proposals.feedback.v1.FeedbackService supervision=proposals.supervision.v1.SupervisionService
failures=0

pick() { # EXPRESSION on the JSON of standard input, which is $
  node -e 'const $ = JSON.parse(require("fs").readFileSync(0, "utf8"));
    const value = eval(process.argv[1]);
    process.stdout.write(typeof value === "string" ? value : JSON.stringify(value) ?? "")' "$1"
}
json() { # NAME VALUE …: an object of strings; the value after "NAME:" is JSON
  node -e 'const words = process.argv.slice(1);
    const object = {};
    for (let i = 0; i < words.length; i += 2)
      if (words[i].endsWith(":")) object[words[i].slice(0, -1)] = JSON.parse(words[i + 1]);
      else object[words[i]] = words[i + 1];
    process.stdout.write(JSON.stringify(object))' "$@"
}
id() { node -p 'crypto.randomUUID()'; }
call() { # TOKEN METHOD JSON: the answer, or the error on descriptor 2
  local token=$1 method=$2 json=$3 auth=()
  if [ "$tool" = buf ]; then
    local buf
    buf=$(echo "$here"/node_modules/@bufbuild/buf-*/bin/buf)
    [ -z "$token" ] || auth=(-H "authorization: Bearer $token")
    "$buf" curl --protocol connect --timeout 20s --schema "$here/../../protos" "${auth[@]}" \
      -d "$json" "http://$gateway/$method"
  else
    [ -z "$token" ] || auth=(-H "Authorization: Bearer $token")
    local status
    status=$(curl -sS --max-time 20 -o "$work/answer" -w '%{http_code}' "${auth[@]}" \
      -H 'Content-Type: application/json' --data-binary "$json" "http://$gateway/$method") || return 1
    if [ "$status" = 200 ]; then cat "$work/answer"; else
      echo "$status $(cat "$work/answer")" >&2
      return 1
    fi
  fi
}
having() { # EXPRESSION CALL: the answer, in which the expression is not empty
  local expression=$1
  shift
  call "$@" >"$work/had" || return 1
  cat "$work/had"
  [ "$(pick "$expression" <"$work/had")" != "" ] || { cat "$work/had" >&2 && return 1; }
}
step() { # NAME COMMAND…: the command's standard output goes to $answer
  local name=$1
  shift
  if answer=$("$@" 2>"$work/wrong"); then echo "ok - $tool: $name"; else
    failures=$((failures + 1))
    echo "not ok - $tool: $name: $(tr '\n' ' ' <"$work/wrong" | cut -c 1-400)"
    echo "$((failures)) failed"
    exit 1
  fi
}
sign_in() {
  local json
  json=$(node -e 'const { Committee, Accounts } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    const login = process.argv[2];
    const password = Accounts.find(a => a.Login === login).Password;
    process.stdout.write(JSON.stringify({ committeeCode: Committee, login, password }))' "$accounts" "$1")
  call '' $directory/SignIn "$json"
}

step '登录 member5' sign_in member5
member=$(pick '$.token' <<<"$answer")
step '登录 office' sign_in office
office=$(pick '$.token' <<<"$answer")
step '登录 handover' sign_in handover
handover=$(pick '$.token' <<<"$answer")
step '登录 unit3' sign_in unit3
unit=$(pick '$.token' <<<"$answer")
unit_name=$(pick '$.account.unit' <<<"$answer")
step '登录 supervisor' sign_in supervisor
supervisor=$(pick '$.token' <<<"$answer")
step '届次' call "$member" $directory/ListPlenarySessions '{"pageSize":1}'
session=$(pick '$.sessions[0].name' <<<"$answer")
sections=(subject "关于 JSON 接口的提案（$tool）" situation 情况。 analysis 分析。)
text=$(json "${sections[@]}" suggestions: '["建议一。","建议二。"]')
proposal=$(json session "$session" category society mayPublish: true text: "$text")
step '起草' call "$member" $intake/CreateProposal "$(json requestId "$(id)" proposal: "$proposal")"
proposal=$(pick '$.name' <<<"$answer")
case=${proposal/\/proposals\///cases/}
step '提交' call "$member" $intake/SubmitProposal \
  "$(json requestId "$(id)" name "$proposal" containsNoSecret: true)"
step '审查' call "$office" $intake/ExamineProposal "$(json requestId "$(id)" name "$proposal" opinion 符合要求)"
step '立案' call "$office" $intake/FileProposal "$(json requestId "$(id)" name "$proposal")"
number=$(pick '$.caseNumber' <<<"$answer")
# Nobody asks twice: who goes on with what another has done reads it first, and the gateway keeps what a session saw.
step '查看立案' having '$.caseNumber' "$handover" $intake/GetProposal "$(json name "$proposal")"
step '交办' call "$handover" $assignment/HandOver \
  "$(json requestId "$(id)" proposal "$proposal" mode HANDLING_MODE_SOLE leadUnit "$unit_name")"
task=$(pick '$.assignments[0].name' <<<"$answer")
today=$(pick 'new Date(Date.parse($.assignments[0].handedOverAt) + 8 * 3600e3).toISOString().slice(0, 10)' <<<"$answer")
step '签收' call "$unit" $assignment/AcknowledgeAssignment "$(json requestId "$(id)" name "$task")"
contact=(date "$today" form CONTACT_FORM_FACE_TO_FACE summary 逐条听取意见。)
step '面商' call "$unit" $assignment/LogContact "$(json requestId "$(id)" assignment "$task" "${contact[@]}")"
draft=(text "关于第 $number 号提案的答复。" answers: '["已采纳。","分步实施。"]')
step '拟稿' call "$unit" $assignment/DraftReply "$(json requestId "$(id)" assignment "$task" "${draft[@]}")"
reply=$(pick '$.name' <<<"$answer")
signature=(documentNumber "示例函〔2026〕$number号" outcomeClass A signatory 示例签发人 disclosure DISCLOSURE_FULL)
step '签发' call "$unit" $assignment/SignReply "$(json requestId "$(id)" name "$reply" "${signature[@]}")"
step '送达' call "$unit" $assignment/DeliverReply "$(json requestId "$(id)" name "$reply")"
step '查看答复' having '$.replies?.[0]?.name ?? ""' "$member" $assignment/ListReplies "$(json proposal "$proposal")"
step '征询意见表' having '$.forms?.[0]?.name ?? ""' "$member" $feedback/ListFeedbackForms \
  "$(json proposal "$proposal" state FORM_STATE_OPEN)"
form=$(pick '$.forms[0].name' <<<"$answer")
step '评价' call "$member" $feedback/SubmitFeedback \
  "$(json requestId "$(id)" name "$form" work RATING_SATISFIED result RATING_SATISFIED)"
step '查看结案' having '$.state === "CASE_STATE_CLOSED" ? "yes" : ""' "$supervisor" $feedback/GetCase \
  "$(json name "${proposal/\/proposals\///closings/}")"
step '办结' having '$.stage === "STAGE_CLOSED" ? "yes" : ""' "$supervisor" $supervision/GetCase "$(json name "$case")"
echo "ok - $tool: 一件提案从起草到办结"
exit $failures
