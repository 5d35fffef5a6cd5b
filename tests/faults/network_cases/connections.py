# SPDX-License-Identifier: MIT OR Apache-2.0
"""F30, F31, F32: TLS that cannot be trusted, proxies, and no network at all."""

from collections.abc import Iterator

from network_lab import FILE, PAGE, REFRESH, SIDE_FILE, Case, Seen, cause, file_cause
from scripted_server import CONNECTED, reply

TRUST = {"SSL_CERT_FILE": "[CA]"}
ONCE = {"AXLE_HTTP_RETRIES": "0"}
TRACED = ("strace", "-f", "-q", "-e", "trace=socket,connect", "-o", "[WORK]/calls")
NO_NETWORK = ("strace", "-f", "-q", "-e", "inject=connect:error=ENETUNREACH", "-o", "[WORK]/calls")
# Not of this machine: whoever asks it without a proxy fails.
FAR = "http://index.example"
THROUGH = {f"{FAR}{target}": [reply("404 No")] for target in (PAGE, FILE, SIDE_FILE)}


def refused_certificates() -> Iterator[Case]:
    hint = ("", "hint: if you trust this host without a certificate, use `--allow-insecure-host [HOST]`")
    stranger = "SSL certificate problem: unable to get local issuer certificate"
    reasons = {
        "expired": "SSL certificate problem: certificate has expired",
        "wrong-host": "SSL: no alternative certificate subject name matches target host name '127.0.0.1'",
        "unknown": stranger,
        "self-signed": "SSL certificate problem: self-signed certificate",
    }
    yield Case("F30-sound", "a sound certificate", tls="sound", status=0, environment=TRUST)
    for name, reason in reasons.items():
        yield Case(
            f"F30-{name}",
            "not trusted",
            tls=name,
            environment=TRUST,
            connections=1,
            says=(*cause(f"cannot verify [HOST]: {reason}"), *hint),
        )
    yield Case(
        "F30-system",
        "an authority that the system does not know",
        tls="sound",
        connections=1,
        says=(*cause(f"cannot verify [HOST]: {stranger}"), *hint),
    )
    yield Case(
        "F30-old",
        "nothing newer than TLS 1.1",
        tls="old",
        environment=TRUST,
        connections=1,
        says=cause("no secure connection to [HOST]: [OPENSSL]SSL routines::tlsv1 alert protocol version"),
    )


def allowed_certificates() -> Iterator[Case]:
    yield Case(
        "F30-no-bundle",
        "certificates that are not there",
        tls="sound",
        environment={"SSL_CERT_FILE": "[WORK]/none.pem"},
        says=cause("cannot load the certificates: error setting certificate file: [WORK]/none.pem"),
    )
    for name in ("expired", "wrong-host", "unknown", "self-signed"):
        yield Case(
            f"F30-allowed-{name}",
            "trusted by the user",
            tls=name,
            status=0,
            says=None,
            environment={"AXLE_INSECURE_HOST": "127.0.0.1"},
        )
    yield Case(
        "F30-plain",
        "a server that speaks no TLS",
        {CONNECTED: [["HTTP/1.1 400 Bad\r\n\r\n"]]},
        connections=1,
        tls="sound",
        environment=TRUST,
        says=cause("no secure connection to [HOST]: [OPENSSL]SSL routines::wrong version number"),
    )


def unsafe_places() -> Iterator[Case]:
    yield Case(
        "F30-http",
        "from https to http",
        {PAGE: [reply("302 There", f"Location: [OTHER]{PAGE}\r\n")]},
        tls="sound",
        environment=TRUST,
        asked={PAGE: 1},
        connections=1,
        also=untouched,
        says=cause(f"[HOST] redirects from https to `[OTHER]{PAGE}`"),
    )
    yield Case(
        "F30-http-file",
        "the wheel too",
        {FILE: [reply("302 There", f"Location: [OTHER]{FILE}\r\n")]},
        tls="sound",
        environment=TRUST,
        asked={FILE: 1},
        also=untouched,
        says=file_cause(f"[HOST] redirects from https to `[OTHER]{FILE}`"),
    )


def untouched(seen: Seen) -> list[str]:
    return [f"{seen.other.connections} connections to the other server"] if seen.other.connections else []


def came_through(*targets: str, password: bool = False):
    """The proxy, which is the other server, was asked for these and nothing else."""

    def judge(seen: Seen) -> list[str]:
        asked = [request.target for request in seen.other.requests]
        told = [request.header("Proxy-Authorization") is not None for request in seen.other.requests]
        problems = [] if asked == list(targets) else [f"the proxy was asked for {asked}, not for {list(targets)}"]
        return problems + ([] if all(each == password for each in told) else [f"credentials of the proxy: {told}"])

    return judge


def told(scheme: str, reason: str) -> tuple[str, ...]:
    return (f"error: cannot fetch `{scheme}://index.example{PAGE}`", f"  cause: {reason}")


def used_proxies() -> Iterator[Case]:
    page = f"{FAR}{PAGE}"
    far = ("pip", "install", "--default-index", f"{FAR}/simple/", "foo")
    away = {"http_proxy": "[OTHER]"}
    rows = {
        "http": (away, far, (page,), False),
        "upper": ({"HTTP_PROXY": "[OTHER]"}, far, (page,), False),
        "both": ({"HTTP_PROXY": "http://127.0.0.1:9", **away}, far, (page,), False),
        "all": ({"ALL_PROXY": "[OTHER]"}, far, (page,), False),
        "own-before-all": ({"ALL_PROXY": "http://127.0.0.1:9", **away}, far, (page,), False),
        "no-scheme": ({"http_proxy": "[AWAY]"}, far, (page,), False),
        "password": ({"http_proxy": "http://me:s3cret@[AWAY]"}, far, (page,), True),
        "option": ({}, ("pip", "install", "--proxy", "[OTHER]", *far[2:]), (page,), False),
    }
    spared = {
        "loopback": {"http_proxy": "[OTHER]"},
        "upper-all": {"ALL_PROXY": "[OTHER]", "HTTPS_PROXY": "[OTHER]"},
    }
    for name, (environment, command, targets, password) in rows.items():
        yield Case(
            f"F31-{name}",
            "an index far away",
            other=THROUGH,
            command=command,
            status=1,
            says=None,
            environment=environment,
            connections=0,
            again=REFRESH,
            also=came_through(*targets, password=password),
        )
    for name, environment in spared.items():
        yield Case(
            f"F31-spared-{name}", "an index on this machine", status=0, environment=environment, also=came_through()
        )


def spared_proxies() -> Iterator[Case]:
    far = ("pip", "install", "--default-index", f"{FAR}/simple/", "foo")
    far_tls = ("pip", "install", "--default-index", "https://index.example/simple/", "foo")
    away = {"http_proxy": "[OTHER]"}
    for name, listed in (
        ("star", "*"),
        ("host", "index.example"),
        ("suffix", ".example"),
        ("port", "index.example:80"),
    ):
        yield Case(
            f"F31-no-proxy-{name}",
            "listed in NO_PROXY",
            command=far,
            also=came_through(),
            says=None,
            environment={**away, **ONCE, "NO_PROXY": listed},
        )
    for status in (407, 403, 502):
        yield Case(
            f"F31-connect-{status}",
            "CONNECT is refused",
            other={"index.example:443": [reply(f"{status} No")]},
            command=far_tls,
            environment={"https_proxy": "http://me:s3cret@[AWAY]", **ONCE},
            connections=0,
            says=told("https", f"the proxy `[OTHER]` refuses to connect to index.example (status {status})"),
            also=came_through("index.example:443", password=True),
        )


def refusing_proxies() -> Iterator[Case]:
    page = f"{FAR}{PAGE}"
    far = ("pip", "install", "--default-index", f"{FAR}/simple/", "foo")
    far_tls = ("pip", "install", "--default-index", "https://index.example/simple/", "foo")
    away = {"http_proxy": "[OTHER]"}
    yield Case(
        "F31-407",
        "the proxy wants credentials",
        other={page: [reply("407 Who")]},
        command=far,
        environment=away,
        says=told("http", "the proxy `[OTHER]` asks for credentials (407)"),
        also=came_through(page),
    )
    yield Case(
        "F31-silent",
        "CONNECT is not answered",
        other={CONNECTED: [[["hold"]]]},
        command=far_tls,
        environment={"https_proxy": "[OTHER]", "AXLE_HTTP_TIMEOUT": "1", "AXLE_HTTP_CONNECT_TIMEOUT": "1", **ONCE},
        seconds=(1, 4),
        says=told("https", "no connection to index.example through the proxy `[OTHER]` within 1 s " "(attempt 1 of 1)"),
    )
    yield Case(
        "F31-gone",
        "no proxy there",
        command=far,
        environment={"http_proxy": "http://127.0.0.1:9", **ONCE},
        says=told(
            "http",
            "cannot connect to index.example through the proxy `http://127.0.0.1:9`: Connection "
            "refused (attempt 1 of 1)",
        ),
    )


def lost_proxies() -> Iterator[Case]:
    far = ("pip", "install", "--default-index", f"{FAR}/simple/", "foo")
    yield Case(
        "F31-scheme",
        "a proxy of another kind",
        command=far,
        environment={"http_proxy": "gopher://me:s3cret@[AWAY]", **ONCE},
        also=untouched,
        says=told(
            "http",
            "cannot connect to index.example through the proxy `gopher://[AWAY]`: Unsupported proxy "
            "scheme for 'gopher://me:****@[AWAY]' (attempt 1 of 1)",
        ),
    )


def lost_networks() -> Iterator[Case]:
    yield Case(
        "F32-name",
        "a name that nobody knows",
        environment=ONCE,
        says=(
            "error: cannot fetch `http://no-such-host.invalid/simple/foo/`",
            "  cause: cannot resolve the host name no-such-host.invalid (attempt 1 of 1)",
        ),
        command=("pip", "install", "--default-index", "http://no-such-host.invalid/simple/", "foo"),
    )
    yield Case(
        "F32-unreachable",
        "no network",
        environment=ONCE,
        under=NO_NETWORK,
        says=cause("cannot connect to [HOST]: Network is unreachable (attempt 1 of 1)"),
    )
    yield Case(
        "F32-offline",
        "offline, and nothing in the cache",
        command=("pip", "install", "--offline", "foo"),
        status=1,
        connections=0,
        under=TRACED,
        also=no_sockets,
        says=(
            "error: No solution found when resolving dependencies",
            "  cause: Because foo was not found in the cache and you require foo, we can conclude that your "
            "requirements are unsatisfiable.",
            "",
            "hint: The network was disabled with `--offline`; `foo` is not in the cache",
        ),
    )


def switched_off() -> Iterator[Case]:
    yield Case(
        "F32-offline-warm",
        "offline, and all in the cache",
        before=("pip", "install", "--target", "t", "foo"),
        command=("pip", "install", "--offline", "foo"),
        status=0,
        connections=0,
        under=TRACED,
        also=no_sockets,
    )


def no_sockets(seen: Seen) -> list[str]:
    calls = (seen.work / "calls").read_text().splitlines()
    return [line for line in calls if "AF_INET" in line]


def cases() -> Iterator[Case]:
    yield from refused_certificates()
    yield from allowed_certificates()
    yield from unsafe_places()
    yield from used_proxies()
    yield from spared_proxies()
    yield from refusing_proxies()
    yield from lost_proxies()
    yield from lost_networks()
    yield from switched_off()
