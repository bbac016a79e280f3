"""What the containers of one installation must not share with the world: passwords, certificates, keys, in files.

Made once, never overwritten; whatever is deleted is made anew. Each file belongs to the one account that reads it
(the numbers are those of the images in docker-compose.yml), so that this runs as root, in a container without network.
"""

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app import clock, keys, otp
from app.cli.saying import fail

group = typer.Typer(no_args_is_help=True, help="Geheimnisse einer Installation in Containern.")
OURS, SERVERS = 10001, 999  # the accounts of our own images, and of the images of PostgreSQL and Valkey
LIFE: Final = timedelta(days=3650)
PROXY_LIFE: Final = timedelta(days=365)
ROLES: Final = {"owner": "redaktion_owner", "app": "redaktion_app", "publisher": "redaktion_publisher"}
_CA: Final = "sslrootcert=/run/secrets/ca.pem"


@group.callback()
def geheimnisse() -> None:
    """Geheimnisse einer Installation in Containern."""


@group.command()
def new(
    folder: Path,
    *,
    host: Annotated[str, typer.Option(help="Name, unter dem das System erreichbar ist.")] = "localhost",
    backup: Annotated[Path | None, typer.Option(help="Ordner, in den die Datenbank gesichert wird.")] = None,
) -> None:
    """Anlegen, was in diesem Ordner fehlt: Passwörter, Zertifikate, Schlüssel; was da ist, bleibt."""
    if os.geteuid() != 0:
        fail("Bitte als root aufrufen: Jede Datei gehört danach dem Konto, das sie liest.")
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    chest = _Chest(folder)
    chest.fill(host)
    if backup:
        _give_to_server(backup / "database")
    typer.echo(
        f"{len(chest.made)} Dateien in {folder} angelegt: {', '.join(chest.made) or 'es fehlte nichts'}."
    )


class _Chest:
    """The folder, and what was put into it this time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.made: list[str] = []

    def fill(self, host: str) -> None:
        """Make everything that is missing."""
        self._add_certificates(host)
        self._add_database()
        self._add_broker()
        self._add("metrics_token", OURS, lambda: secrets.token_urlsafe(32))
        self._add("second_factor_key", OURS, otp.make_key)
        self._add("smtp_password", OURS, lambda: "")  # whoever runs the mail server gives it
        if not keys.find_versions(self._folder / "keys" / "public", "public"):
            self._add_keys()

    def _add(self, name: str, owner: int, make: Callable[[], str | bytes], mode: int = 0o400) -> bytes:
        """Make a file unless it is there, and return its content."""
        path = self._folder / name
        if not path.exists():
            content = make()
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
                os.fchown(file.fileno(), owner, owner)
                file.write(content.encode() if isinstance(content, str) else content)
            self.made.append(name)
        return path.read_bytes()

    def _add_database(self) -> None:
        """Give each role a password; the server gets what checks it, and never the password."""
        lines = []
        for name, role in ROLES.items():
            url = self._add(f"{name}_database_url", OURS, lambda role=role: _database_url(role))  # type: ignore[misc]
            lines.append(f"create role {role} login password '{_scram(_password_in(url))}';\n")
        lines.append("create database redaktion owner redaktion_owner;\n")
        self._add("roles.sql", SERVERS, lambda: "".join(lines))
        self._add("postgres_password", SERVERS, lambda: secrets.token_urlsafe(32))

    def _add_broker(self) -> None:
        """Give the broker its two users; it knows their passwords by hash. The web process only counts there."""
        rules = ["user default off"]
        for name, user, reach in (
            ("broker_url", "redaktion", "~* &*"),
            ("web_broker_url", "redaktion_web", "resetchannels ~throttle:*"),
        ):
            url = self._add(name, OURS, lambda user=user: _broker_url(user))  # type: ignore[misc]
            digest = hashlib.sha256(_password_in(url).encode()).hexdigest()
            rules.append(f"user {user} on #{digest} {reach} +@all -@admin -@dangerous +info")
        self._add("valkey.acl", SERVERS, lambda: "\n".join([*rules, ""]))

    def _add_certificates(self, host: str) -> None:
        """Make our own authority for the inner connections, and a certificate for the door until a real one comes."""
        authority = _read_key(self._add("ca.key", 0, _make_key))
        root = self._add("ca.pem", 0, lambda: _certificate("Redaktionssystem", authority, None), 0o444)
        issuer = (x509.load_pem_x509_certificate(root), authority)
        for name, owner in (("postgres", SERVERS), ("valkey", SERVERS)):
            key = _read_key(self._add(f"{name}.key", owner, _make_key))
            self._add(f"{name}.crt", owner, lambda n=name, k=key: _certificate(n, k, issuer), 0o444)  # type: ignore[misc]
        door = _read_key(self._add("proxy.key", OURS, _make_key))
        self._add("proxy.crt", OURS, lambda: _certificate(host, door, issuer, PROXY_LIFE), 0o444)

    def _add_keys(self) -> None:
        """Make the first pair of keys for the channels' credentials."""
        folder = self._folder / "keys"
        keys.make_pair(folder / "public", folder / "private")
        for path in (folder, *folder.rglob("*")):
            os.chown(path, OURS, OURS)
        self.made.append("keys")


def _give_to_server(folder: Path) -> None:
    """Make the folder that the database's server writes its backup to, and nobody else reads."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chown(folder, SERVERS, SERVERS)


def _database_url(role: str) -> str:
    password = secrets.token_urlsafe(32)
    return f"postgresql+psycopg://{role}:{password}@postgres:5432/redaktion?sslmode=verify-full&{_CA}"


def _broker_url(user: str) -> str:
    query = "ssl_cert_reqs=required&ssl_ca_certs=/run/secrets/ca.pem"
    return f"rediss://{user}:{secrets.token_urlsafe(32)}@valkey:6379/0?{query}"


def _password_in(url: bytes) -> str:
    return url.decode().split(":")[2].split("@")[0]


def _scram(password: str, rounds: int = 4096) -> str:
    """Return what PostgreSQL keeps of a password (RFC 5802), so that the password itself need not go there."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt64, stored64, server64 = (base64.b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256${rounds}:{salt64}${stored64}:{server64}"


def _make_key() -> bytes:
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        pem, serialization.PrivateFormat.PKCS8, plain
    )


def _read_key(pem: bytes) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        fail(
            "Einer der Schlüssel im Ordner ist nicht von hier; bitte Schlüssel und Zertifikat zusammen ersetzen."
        )
    return key


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None,
    life: timedelta = LIFE,
) -> bytes:
    """Return a certificate for a server's name, signed by our authority; without an issuer, the authority's own."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    began = clock.now() - timedelta(hours=1)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + life)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(_key_usage(is_authority=issuer is None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if issuer:
        signer = issuer[1].public_key()
        builder = (
            builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer), critical=False)
        )
    made = builder.sign(issuer[1] if issuer else key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM)


def _key_usage(*, is_authority: bool) -> x509.KeyUsage:
    """Return what a key may do: an authority's sign certificates, a server's prove who it is."""
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
