"""Delivery: mail at most once and never with a secret in it; a site that needs nothing else."""

import base64
import email
import email.policy
import hashlib
import html.parser
import json
import re
import socket
import ssl
import subprocess
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from kelan_analysis.cli import main
from kelan_analysis.delivery.editions import read_edition
from kelan_analysis.delivery.ledger import Ledger
from kelan_analysis.delivery.pages import MOST_CHOICES, index_page
from kelan_analysis.delivery.sending import Sent, send_brief
from kelan_analysis.delivery.settings import Settings, read_settings
from kelan_analysis.delivery.site import publish_site
from kelan_analysis.errors import InputError, RunError

CERTIFICATE = Path(__file__).parent / "mail" / "localhost.pem"
PASSWORD = "correct-horse-battery"
TO = "reader@example.org"
ATOM = "{http://www.w3.org/2005/Atom}"


def put_brief(reports, release="140929-kelan-2023", *, number=1, title="岢岚县2023年公布的数字",
              verdicts=None, source="a", lead="全部对得上。"):  # fmt: skip
    """Write a folder as a brief leaves it."""
    folder = reports / release
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "brief.html": f'<h1>{title}</h1><p class="lead">{lead}</p>'.encode(),
        "brief.pdf": b"%PDF-1.7 " + source.encode() + b"\n.\n..line\n" * 50,
        "checks.json": json.dumps({"summary": verdicts or {"exact": 2}, "figures": []}).encode(),
        "figures.csv": b"id\n",
    }
    outputs = [
        {"name": name, "sha256": hashlib.sha256(raw).hexdigest(), "bytes": len(raw)}
        for name, raw in files.items()
    ]
    manifest = {
        "title": title, "edition": number, "outputs": outputs, "parameters": {"language": "zh"},
        "inputs": [{"name": f"{release}/source.txt", "sha256": source}],
    }  # fmt: skip
    for name, raw in files.items():
        (folder / name).write_bytes(raw)
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")
    return folder


# --- mail -------------------------------------------------------------------------------------


class Box:
    """What the server does with a message, one answer after the other, then 250."""

    def __init__(self):
        self.messages, self.answers, self.drops, self.tries = [], [], [], 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.tries += 1
        if self.drops and self.drops[0] == "MAIL":
            self.drops.pop(0)
            server.transport.abort()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answers and self.answers[0][0] == "RCPT":
            return self.answers.pop(0)[1]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answers:
            return self.answers.pop(0)[1]
        self.messages.append((list(envelope.rcpt_tos), envelope.content, session.ssl))
        if self.drops and self.drops[0] == "DATA":
            self.drops.pop(0)
            server.transport.abort()
        return "250 OK"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == b"kelan" and data.password == PASSWORD.encode()
    return AuthResult(success=good, handled=good or False)


@pytest.fixture
def server():
    """A real mail server on loopback, with STARTTLS and a login."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    box = Box()
    controller = Controller(
        box, hostname="127.0.0.1", port=free_port(), tls_context=context, require_starttls=True,
        authenticator=authenticate, auth_required=True,
    )  # fmt: skip
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()


@pytest.fixture
def send(server, tmp_path):
    folder = put_brief(tmp_path / "reports")
    waits = []

    def send(*recipients, password=PASSWORD, ca=str(CERTIFICATE), **options):
        settings = Settings(
            "localhost", "bureau@example.org", server.port, "starttls", "kelan", password, ca
        )
        return send_brief(
            folder, recipients or [TO], settings, waits=(0.1, 0.2), sleep=waits.append, **options
        )

    send.waits, send.folder, send.reports = waits, folder, tmp_path / "reports"
    return send


def ledger(reports):
    return [json.loads(line) for line in (reports / "sent.jsonl").read_text().splitlines()]


def test_each_recipient_gets_the_pdf_once_over_tls(server, send):
    assert send(TO, "other@example.org", TO.upper()) == [
        Sent(TO, "sent"), Sent("other@example.org", "sent"), Sent(TO.upper(), "already sent"),
    ]  # fmt: skip
    assert [rcpt for rcpt, _, _ in server.messages] == [[TO], ["other@example.org"]]
    assert all(tls for _, _, tls in server.messages)
    message = email.message_from_bytes(server.messages[0][1], policy=email.policy.default)
    assert message["Subject"] == "岢岚县2023年公布的数字" and message["To"] == TO
    (pdf,) = message.iter_attachments()
    assert pdf.get_filename() == "140929-kelan-2023-1.pdf"
    assert pdf.get_content() == (send.folder / "brief.pdf").read_bytes()
    assert "全部对得上。" in message.get_body().get_content()
    assert send(TO) == [Sent(TO, "already sent")] and len(server.messages) == 2
    assert [line["status"] for line in ledger(send.reports)] == ["sending", "sent"] * 2


def test_another_edition_is_sent_and_the_same_in_other_bytes_is_not(server, send):
    send(TO)
    put_brief(send.reports, lead="换了说法。")
    assert send(TO) == [Sent(TO, "already sent")]
    put_brief(send.reports, number=2, source="b")
    assert send(TO) == [Sent(TO, "sent")]
    assert b"-2.pdf" in server.messages[1][1]


def test_a_dry_run_sends_and_writes_nothing(server, send):
    assert send(TO, dry=True) == [Sent(TO, "would send")]
    assert server.messages == [] and not (send.reports / "sent.jsonl").exists()


def test_a_refused_login_is_not_tried_again_and_names_no_secret(server, send):
    wrong = "not-the-password"
    (sent,) = send(TO, password=wrong)
    assert sent.status == "failed" and sent.reason.startswith("the login was refused: 535")
    assert send.waits == [] and wrong not in str(sent)
    assert wrong not in (send.reports / "sent.jsonl").read_text()


@pytest.mark.parametrize(
    ("answers", "status", "tries", "reason"),
    [
        ([("DATA", "552 5.2.2 mailbox full")], "failed", 1, "552 5.2.2 mailbox full"),
        ([("RCPT", "550 no such mailbox")], "failed", 1, "550 no such mailbox"),
        ([("RCPT", "452 4.2.2 mailbox full")], "sent", 2, ""),
        ([("DATA", "451 greylisted")] * 2, "sent", 3, ""),
        ([("DATA", "452 still full")] * 5, "failed", 3, "452 still full"),
    ],
)
def test_what_may_pass_is_tried_again_with_growing_waits(
    server, send, answers, status, tries, reason
):
    server.answers = list(answers)
    assert send(TO) == [Sent(TO, status, reason)]
    assert server.tries == tries and send.waits == [0.1, 0.2][: tries - 1]
    server.answers = []
    again = send(TO)[0].status
    assert again == ("already sent" if status == "sent" else "sent")
    assert len(server.messages) == 1


def test_a_connection_dropped_before_the_message_is_tried_again(server, send):
    server.drops = ["MAIL"]
    assert send(TO) == [Sent(TO, "sent")]
    assert len(server.messages) == 1


def test_a_connection_dropped_after_the_message_is_not_tried_again(server, send):
    """It may have arrived: at most once goes before at least once."""
    server.drops = ["DATA"]
    (sent,) = send(TO)
    assert sent.status == "unknown" and not sent.sound
    assert send(TO)[0].status == "unknown" and len(server.messages) == 1
    assert send(TO, again=True) == [Sent(TO, "sent")] and len(server.messages) == 2


def test_a_crash_while_sending_counts_as_perhaps_sent(server, send):
    book = Ledger(send.reports)
    identity = read_edition(send.folder).identity
    with book.held():
        book.note("140929-kelan-2023", 1, identity, TO, "sending")
    assert send(TO)[0].status == "unknown" and server.messages == []


def test_a_certificate_that_nobody_vouches_for_is_refused(server, send):
    (sent,) = send(TO, ca=None)
    assert sent.status == "failed" and "the server's certificate does not hold" in sent.reason
    assert server.messages == [] and send.waits == []


def test_no_server_is_a_failure_that_may_pass(server, send):
    server.port = 1
    assert send(TO) == [Sent(TO, "failed", "Connection refused")]
    assert send.waits == [0.1, 0.2]


def test_a_server_that_repeats_the_password_does_not_get_it_into_a_log(server, send, capsys):
    server.answers = [("DATA", f"554 you said {PASSWORD}, or so")]
    (sent,) = send(TO)
    assert sent.reason == "554 you said ***, or so"
    assert PASSWORD not in (send.reports / "sent.jsonl").read_text()


@pytest.mark.parametrize("bad", ["a\r\nBcc: evil@x", "a", "a@", "<a@b>", "a@b, c@d", ""])
def test_what_is_no_address_is_refused(send, server, bad):
    with pytest.raises(InputError, match="an address must be like name@place.example"):
        send(bad)
    assert server.tries == 0


def test_a_title_with_line_ends_is_refused(send, server):
    put_brief(send.reports, title="张北\r\nBcc: evil@x")
    with pytest.raises(InputError, match=r"title: .*U\+000D"):
        send(TO)
    assert server.tries == 0


def test_a_brief_that_was_changed_is_not_sent(send, server):
    (send.folder / "brief.pdf").write_bytes(b"%PDF- of somebody else")
    with pytest.raises(RunError, match="brief.pdf is not the file that manifest.json states"):
        send(TO)


def test_a_damaged_ledger_stops_everything(send, server):
    (send.reports / "sent.jsonl").write_text("{")
    with pytest.raises(RunError, match="sent.jsonl:1: the ledger holds lines of JSON"):
        send(TO)
    assert server.tries == 0


MAIL = {"KELAN_SMTP_HOST": "mail.example", "KELAN_SMTP_FROM": "a@example.org"}


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "mail needs the setting host; set KELAN_SMTP_HOST"),
        ({"KELAN_SMTP_HOST": "a"}, "mail needs the setting from"),
        (MAIL | {"KELAN_SMTP_SECURITY": "none"}, "mail without TLS stays on this machine"),
        (MAIL | {"KELAN_SMTP_SECURITY": "ssl"}, "must be one of starttls, tls, none. Got 'ssl'"),
        (MAIL | {"KELAN_SMTP_USER": "a"}, "a login needs both settings"),
        (MAIL | {"KELAN_SMTP_PORT": "x"}, "must be a number up to 65535. Got 'x'"),
    ],
)
def test_settings_that_do_not_fit_are_refused(environment, said):
    with pytest.raises(InputError, match=re.escape(said)):
        read_settings(environment)


def test_a_file_of_secrets_stays_outside_and_private(tmp_path):
    file = tmp_path / "mail.toml"
    file.write_text(f'host = "m"\nfrom = "a@b"\nuser = "u"\npassword = "{PASSWORD}"\n')
    given = {"KELAN_SMTP_FILE": str(file)}
    file.chmod(0o644)
    with pytest.raises(InputError, match="only you may read secrets"):
        read_settings(given)
    file.chmod(0o600)
    found = read_settings(given | {"KELAN_SMTP_HOST": "other"})
    assert (found.host, found.password) == ("other", PASSWORD) and PASSWORD not in repr(found)
    with pytest.raises(InputError, match="secrets stay outside the project"):
        read_settings(given, project=tmp_path)
    file.write_text(f"password = {PASSWORD}")
    with pytest.raises(InputError) as error:
        read_settings(given)
    assert PASSWORD not in str(error.value)


def test_the_command_says_what_was_sent(server, tmp_path, monkeypatch, capsys):
    (tmp_path / "data").mkdir()
    (tmp_path / "notebooks").mkdir()
    put_brief(tmp_path / "reports", "a")
    monkeypatch.chdir(tmp_path)
    settings = {
        "HOST": "localhost", "PORT": str(server.port), "FROM": "bureau@example.org",
        "USER": "kelan", "PASSWORD": PASSWORD, "CA": str(CERTIFICATE),
    }  # fmt: skip
    for key, value in settings.items():
        monkeypatch.setenv(f"KELAN_SMTP_{key}", value)
    assert main(["send", "a", "--to", TO, "--dry-run"]) == 0
    assert main(["send", "a", "--to", f"{TO},b@example.org"]) == 0
    server.answers = [("DATA", "550 no")]
    assert main(["send", "a", "--to", "c@example.org"]) == 3
    assert main(["send", "nothing", "--to", TO]) == 2
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        f"a: would send  {TO}", f"a: sent  {TO}", "a: sent  b@example.org",
        "a: failed  c@example.org: 550 no",
    ]  # fmt: skip
    assert printed.err.startswith("no brief in ") and PASSWORD not in printed.out + printed.err


# --- the site ---------------------------------------------------------------------------------


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.links, self.rows = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.links += [found[key] for key in ("href", "src", "action") if key in found]
        if tag == "tr" and "data-region" in found:
            self.rows.append(found)


@pytest.fixture
def site(tmp_path):
    reports = tmp_path / "reports"
    put_brief(reports, "000001-a-2023", verdicts={"exact": 1, "contradiction": 1})
    put_brief(reports, "000002-b-2022", title="<b>乙县</b> & 丙", source="b")
    (reports / ".000001-a-2023.x.work").mkdir()
    (reports / "log.jsonl").write_text("{}")
    publish_site(reports, tmp_path / "site")
    return tmp_path / "site"


def everything(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_every_link_of_the_site_leads_to_a_file_in_it(site):
    for page in site.rglob("*.html"):
        if page.name == "brief.html":
            continue
        text = page.read_text("utf-8")
        assert "Content-Security-Policy" in text and "http://" not in text and "https://" not in text
        for link in Page(text).links:
            assert not link.startswith(("/", "http", "//")) and (page.parent / link).is_file(), link


def test_the_index_can_be_filtered_by_region_period_and_verdict(site):
    text = (site / "index.html").read_text("utf-8")
    rows = {row["id"]: row for row in Page(text).rows}
    assert rows["000001-a-2023"]["data-verdict"] == "contradiction"
    assert rows["000002-b-2022"]["data-verdict"] == "exact"
    assert "&lt;b&gt;乙县&lt;/b&gt; &amp; 丙" in text and "<b>" not in text
    for name in ("region", "period", "verdict"):
        assert f'<select name="{name}">' in text


def test_many_regions_are_typed_into_and_not_scrolled_through(site, tmp_path):
    entries = json.loads((site / "editions.json").read_bytes())["000001-a-2023"]
    many = [entries[0] | {"region": f"{n}县", "release": f"{n}"} for n in range(MOST_CHOICES + 1)]
    assert '<select name="region">' in index_page(many[:-1]) and "datalist" not in index_page(many[:-1])
    page = index_page(many)
    assert '<input name="region" list="regions"' in page and page.count('<option value="4') == 2


def test_a_page_of_an_older_program_is_written_anew(site, tmp_path):
    page = site / "000001-a-2023" / "index.html"
    good = page.read_bytes()
    page.write_text("as it was")
    assert publish_site(tmp_path / "reports", site).added == []
    assert page.read_bytes() == good


def test_regions_and_periods_come_from_the_releases(tmp_path):
    repository = Path(__file__).parents[1]
    put_brief(tmp_path / "reports")
    publish_site(tmp_path / "reports", tmp_path / "site", project=repository, language="en")
    (row,) = Page((tmp_path / "site" / "index.html").read_text("utf-8")).rows
    assert (row["data-region"], row["data-period"]) == ("岢岚县", "2023")


def test_a_second_publication_of_the_same_briefs_changes_no_byte(site, tmp_path):
    before = everything(site)
    assert publish_site(tmp_path / "reports", site).added == []
    assert everything(site) == before


def test_a_new_edition_stands_beside_the_old_one(site, tmp_path):
    old = (site / "000001-a-2023" / "1" / "brief.pdf").read_bytes()
    put_brief(tmp_path / "reports", "000001-a-2023", number=2, source="c")
    done = publish_site(tmp_path / "reports", site)
    assert done.added == ["000001-a-2023 2"] and done.releases == 2
    assert (site / "000001-a-2023" / "1" / "brief.pdf").read_bytes() == old
    page = (site / "000001-a-2023" / "index.html").read_text("utf-8")
    assert page.index("第2版") < page.index("第1版")
    assert len(Page((site / "index.html").read_text("utf-8")).rows) == 2
    assert len(xml.parse(site / "feed.xml").findall(f"{ATOM}entry")) == 3


def test_the_feed_is_atom(site):
    feed = xml.parse(site / "feed.xml").getroot()
    assert feed.tag == f"{ATOM}feed"
    for part in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert part.find(f"{ATOM}{name}").text
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", part.find(f"{ATOM}updated").text)
    ids = [entry.find(f"{ATOM}id").text for entry in feed.findall(f"{ATOM}entry")]
    assert len(set(ids)) == 2 and all(name.startswith("urn:uuid:") for name in ids)
    links = [link.get("href") for link in feed.iter(f"{ATOM}link")]
    assert all((site / link).is_file() for link in links)


def test_a_brief_that_was_changed_is_left_out_and_named(tmp_path, monkeypatch, capsys):
    put_brief(tmp_path / "reports", "a")
    changed = put_brief(tmp_path / "reports", "b")
    (changed / "brief.html").write_text("<script>")
    for folder in ("data", "notebooks"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["publish", "site"]) == 3
    out = capsys.readouterr().out
    assert "not published b: a brief is delivered as it was made" in out
    assert "site/index.html: 1 briefs, 1 editions added" in out
    assert not (tmp_path / "site" / "b").exists()


def test_a_folder_of_something_else_is_not_written_to(tmp_path):
    put_brief(tmp_path / "reports")
    with pytest.raises(InputError, match="a site is written to a folder of its own"):
        publish_site(tmp_path / "reports", tmp_path)
    assert not (tmp_path / "index.html").exists()


def test_a_killed_publication_is_made_good_by_the_next(site, tmp_path):
    put_brief(tmp_path / "reports", "000003-c-2023", source="d")
    script = (
        "import os, sys; from pathlib import Path\n"
        "from kelan_analysis.delivery import site as s\n"
        "s._write = lambda *a: os._exit(9)\n"
        f"s.publish_site(Path({str(tmp_path / 'reports')!r}), Path({str(site)!r}))\n"
    )
    before = everything(site)
    assert subprocess.run([sys.executable, "-c", script]).returncode == 9
    assert {k: v for k, v in everything(site).items() if not k.startswith("000003")} == before
    (site / ".edition.x.work").mkdir()
    publish_site(tmp_path / "reports", site)
    assert (site / "000003-c-2023" / "1" / "brief.pdf").is_file()
    assert not list(site.rglob(".*.work"))


def test_the_script_of_the_index_is_allowed_by_its_own_policy(site):
    text = (site / "index.html").read_text("utf-8")
    script = text[text.index("<script>") + 8 : text.index("</script>")]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text


def test_a_comparison_among_the_reports_is_no_edition(tmp_path):
    reports = put_brief(tmp_path / "reports").parent
    (reports / "compare").mkdir()
    manifest = {"title": "comparison", "outputs": [{"name": "comparison.csv", "sha256": ""}], "inputs": []}
    (reports / "compare" / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    publish_site(reports, tmp_path / "site")
    assert not (tmp_path / "site" / "compare").exists() and (tmp_path / "site" / "index.html").is_file()


def test_a_first_publication_that_fails_is_gone_on_with(tmp_path, monkeypatch):
    reports = tmp_path / "reports"
    put_brief(reports)

    def full(*args):
        raise OSError(28, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kelan_analysis.delivery.site.index_page", full)
        with pytest.raises(RunError, match="the site could not be written"):
            publish_site(reports, tmp_path / "site")
    assert publish_site(reports, tmp_path / "site").releases == 1
