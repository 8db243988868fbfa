"""grpcio (the C core) against a running suite: grpcio.py ADDRESS ACCOUNTS_FILE"""

import json
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import threading
import uuid

import grpc

HERE = pathlib.Path(__file__).resolve().parent
ROOTS = [HERE.parent.parent / "protos", HERE / "protos"]
STUBS = tempfile.TemporaryDirectory(prefix="proposals-interop-")
PROTOS = [
    "proposals/directory/v1/directory.proto",
    "proposals/directory/v1/policy.proto",
    "proposals/intake/v1/intake.proto",
    "proposals/intake/v1/intake_events.proto",
    "proposals/options/v1/options.proto",
    "proposals/journal/v1/journal.proto",
    "grpc/health/v1/health.proto",
    "google/rpc/status.proto",
    "google/rpc/error_details.proto",
]
OUT = [f"--python_out={STUBS.name}", f"--grpc_python_out={STUBS.name}"]
PROTOC = [sys.executable, "-m", "grpc_tools.protoc", *(f"-I{root}" for root in ROOTS), *OUT]
subprocess.run([*PROTOC, *PROTOS], check=True, timeout=60)
sys.path.insert(0, STUBS.name)
# The stubs' packages grpc and google share their names with the libraries'.
grpc.__path__.append(f"{STUBS.name}/grpc")
import google

google.__path__.append(f"{STUBS.name}/google")

from google.rpc import error_details_pb2, status_pb2
from grpc.health.v1 import health_pb2, health_pb2_grpc
from proposals.directory.v1 import directory_pb2, directory_pb2_grpc
from proposals.intake.v1 import intake_events_pb2, intake_pb2, intake_pb2_grpc
from proposals.journal.v1 import journal_pb2, journal_pb2_grpc

Code = grpc.StatusCode
ADDRESS, ACCOUNTS = sys.argv[1:3]
failures = 0


class Wrong(Exception):
    pass


def expect(right, what):
    if not right:
        raise Wrong(what)


def same(actual, expected, what):
    expect(actual == expected, f"{what}: expected {expected!r}, got {actual!r}")


def check(name):
    def run(body):
        global failures
        try:
            body()
            print(f"ok - grpcio: {name}", flush=True)
        except Exception as e:
            failures += 1
            text = str(e) if isinstance(e, Wrong) else repr(e)
            print(f"not ok - grpcio: {name}: {' '.join(text.split())[:400]}", flush=True)

    return run


def headers(token):
    return [("authorization", f"Bearer {token}")] if token else []


def call(method, request, token=None, **more):
    return method(request, metadata=headers(token), timeout=20, **more)


def refused(code, method, request, token=None):
    """The error of a call that has to fail with this code."""
    try:
        answer = call(method, request, token)
    except grpc.RpcError as e:
        same(e.code(), code, f"status ({e.details()})")
        return e
    raise Wrong(f"expected {code}, got an answer: {str(answer)[:200]}")


def details_of(error):
    """google.rpc.Status of an error, and its ErrorInfo, LocalizedMessage, BadRequest by name."""
    packed = dict(error.trailing_metadata()).get("grpc-status-details-bin")
    expect(packed, "no grpc-status-details-bin")
    status = status_pb2.Status.FromString(packed)
    found = {}
    for detail in status.details:
        name = detail.TypeName()
        message = getattr(error_details_pb2, name.removeprefix("google.rpc."))()
        expect(detail.Unpack(message), f"cannot unpack {name}")
        found[name] = message
    return status, found


def chinese(found):
    localized = found["google.rpc.LocalizedMessage"]
    same(localized.locale, "zh-CN", "locale")
    expect(re.search("[\u4e00-\u9fff]", localized.message), f"no Chinese in “{localized.message}”")


class Counting:
    """Counts the bytes that a client sends, by standing between it and the suite."""

    def __enter__(self):
        self.sent = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def _accept(self):
        try:
            near, _ = self.listener.accept()
        except OSError:
            return
        host, port = ADDRESS.rsplit(":", 1)
        far = socket.create_connection((host, int(port)))
        threading.Thread(target=self._pipe, args=(far, near, False), daemon=True).start()
        self._pipe(near, far, True)

    def _pipe(self, source, target, count):
        try:
            while data := source.recv(65536):
                if count:
                    self.sent += len(data)
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            end.close()


channel = grpc.insecure_channel(ADDRESS)
directory = directory_pb2_grpc.DirectoryServiceStub(channel)
intake = intake_pb2_grpc.IntakeServiceStub(channel)
journal = journal_pb2_grpc.JournalServiceStub(channel)
health = health_pb2_grpc.HealthStub(channel)
accounts = json.loads(pathlib.Path(ACCOUNTS).read_text("utf-8"))
FAR = journal_pb2.WatchEventsRequest(source="intake", after=1_000_000_000)


def sign_in(login):
    password = next(a["Password"] for a in accounts["Accounts"] if a["Login"] == login)
    request = directory_pb2.SignInRequest(committee_code=accounts["Committee"], login=login, password=password)
    answer = call(directory.SignIn, request)
    expect(len(answer.token) > 20, "no token")
    return answer.token


def draft_of(situation="现状。"):
    text = intake_pb2.ProposalText(
        subject="关于互操作检查的提案",
        situation=situation,
        analysis="原因。",
        suggestions=["建议一。", "建议二。"],
    )
    proposal = intake_pb2.Proposal(session=session, category=category, text=text, may_publish=True)
    return intake_pb2.CreateProposalRequest(request_id=str(uuid.uuid4()), proposal=proposal)


member = office = audit = session = category = draft = None


@check("signs in and finds the session and a category")
def _():
    global member, office, audit, session, category
    member, office, audit = sign_in("member2"), sign_in("office"), sign_in("audit")
    session = call(directory.ListPlenarySessions, directory_pb2.ListPlenarySessionsRequest(), office).sessions[0].name
    expect(re.fullmatch("committees/[^/]+/sessions/[^/]+", session), f"session name “{session}”")
    category = call(directory.GetPolicyProfile, directory_pb2.GetPolicyProfileRequest(), office).categories[0].code
    expect(category, "no category")


@check("files a draft, and a retry gives the same answer")
def _():
    global draft
    request = draft_of()
    draft = call(intake.CreateProposal, request, member)
    same(draft.state, intake_pb2.PROPOSAL_STATE_DRAFT, "state")
    same(draft.text, request.proposal.text, "text")
    same(draft.text_version, 1, "version")
    same(call(intake.CreateProposal, request, member), draft, "answer of the retry")


@check("streams the journal up to the draft and cancels")
def _():
    proposal, last, found = draft.name.split("/")[3], 0, None
    stream = journal.WatchEvents(journal_pb2.WatchEventsRequest(source="intake"), metadata=headers(audit), timeout=30)
    for answer in stream:
        event = answer.event
        expect(event.position > last, "positions do not rise")
        last = event.position
        if event.type == "proposals.intake.v1.ProposalDrafted" and event.aggregate == proposal:
            found = event
            break
    stream.cancel()
    expect(found, "the draft's event did not come")
    same(stream.code(), Code.CANCELLED, "status of the cancelled stream")
    same(intake_events_pb2.ProposalDrafted.FromString(found.body).proposal, proposal, "proposal in the event")


@check("a forbidden move says why in its details")
def _():
    submission = intake_pb2.SubmitProposalRequest(
        name=draft.name, request_id=str(uuid.uuid4()), contains_no_secret=True
    )
    submitted = call(intake.SubmitProposal, submission, member)
    same(submitted.state, intake_pb2.PROPOSAL_STATE_SUBMITTED, "state")
    filing = intake_pb2.FileProposalRequest(name=draft.name, request_id=str(uuid.uuid4()))
    error = refused(Code.FAILED_PRECONDITION, intake.FileProposal, filing, office)
    status, found = details_of(error)
    same(status.code, Code.FAILED_PRECONDITION.value[0], "code in the details")
    info = found["google.rpc.ErrorInfo"]
    same(info.reason, "MOVE_NOT_ALLOWED", "reason")
    allowed = "EXAMINE,REJECT,RETRACT,RETURN,WITHDRAW"
    same(dict(info.metadata), {"state": "SUBMITTED", "move": "FILE", "allowed": allowed}, "metadata")
    chinese(found)


@check("a stream ends at its deadline")
def _():
    # grpcio controls grpc-timeout itself, so only its own deadline can be shown here. The check of grpc-js shows the
    # server's.
    stream = journal.WatchEvents(FAR, metadata=headers(audit), timeout=0.3)
    try:
        answer = next(stream)
    except grpc.RpcError as e:
        same(e.code(), Code.DEADLINE_EXCEEDED, "status")
    else:
        raise Wrong(f"expected DEADLINE_EXCEEDED, got an event: {answer}")


@check("no authorization is UNAUTHENTICATED")
def _():
    _, found = details_of(refused(Code.UNAUTHENTICATED, intake.CreateProposal, draft_of()))
    same(found["google.rpc.ErrorInfo"].reason, "UNAUTHENTICATED", "reason")
    refused(Code.UNAUTHENTICATED, lambda request, **more: next(journal.WatchEvents(request, **more)), FAR)


@check("health is SERVING")
def _():
    same(call(health.Check, health_pb2.HealthCheckRequest()).status, health_pb2.HealthCheckResponse.SERVING, "status")


@check("a gzip-compressed request is understood")
def _():
    sizes = []
    for compression in (grpc.Compression.NoCompression, grpc.Compression.Gzip):
        with Counting() as through, grpc.insecure_channel(through.address) as other:
            request = draft_of("情况" * 800)
            stub = intake_pb2_grpc.IntakeServiceStub(other)
            answer = call(stub.CreateProposal, request, member, compression=compression)
            same(answer.text.situation, request.proposal.text.situation, "text that came back")
        sizes.append(through.sent)
    expect(sizes[1] < sizes[0] - 4000, f"not compressed: {sizes[0]} bytes plain, {sizes[1]} bytes with gzip")


@check("texts that are too long are refused, and the connection stays")
def _():
    # A channel of its own, whose connection must not change from here on.
    with grpc.insecure_channel(ADDRESS, options=[("grpc.use_local_subchannel_pool", 1)]) as own:
        grpc.channel_ready_future(own).result(timeout=10)
        states, told = [], threading.Event()

        def on_state(state):
            states.append(state)
            told.set()

        own.subscribe(on_state)
        expect(told.wait(10), "the channel does not tell its state")
        stub = intake_pb2_grpc.IntakeServiceStub(own)
        _, found = details_of(refused(Code.INVALID_ARGUMENT, stub.CreateProposal, draft_of("x" * 1_000_000), member))
        same(found["google.rpc.ErrorInfo"].reason, "TEXT_TOO_LONG", "reason")
        same(found["google.rpc.BadRequest"].field_violations[0].field, "proposal.text.situation", "field")
        chinese(found)
        # Several times: the server must return discarded bytes to the connection's flow-control window.
        for _i in range(5):
            refused(Code.RESOURCE_EXHAUSTED, stub.CreateProposal, draft_of("x" * 5_000_000), member)
        found = call(stub.GetProposal, intake_pb2.GetProposalRequest(name=draft.name), member)
        same(found.name, draft.name, "call after the refusals")
        same(set(states), {grpc.ChannelConnectivity.READY}, "states of the connection")
        own.unsubscribe(on_state)


channel.close()
sys.exit(1 if failures else 0)
