"""Everything an installation may set, in one class, read from the environment (prefix REDAKTION_) or from files."""

import os
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Literal, Self

from pydantic import PositiveInt, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings of one installation.

    Durations are seconds. The numbers of the delivery protocol come from PUBLISHING section 1 and must keep
    the order call budget < soft limit < hard limit < lease < quiet time (Q); start-up refuses anything else.
    Sign-ins are limited per five minutes, requests per minute, reports of barriers per hour (SECURITY AU-10, LI-01).
    `private_hosts` lists, separated by spaces, each "host:port" that may be called although it is not on the public
    Internet or on another port than 80 and 443 (SECURITY SS-02); there is none by default. `demo_peers` is the file in
    which `up --peers` names the servers that the demo's channels are connected to.

    `demo_empty` starts the demo without its two weeks of posts, to begin with an empty desk.

    `takedown_deadline_s` is how long a ministry has to answer to a notice unless the desk sets another deadline.
    `reminder_s` before something is due those are reminded who still have to decide or to answer.

    `trusted_proxies` are the addresses or networks, separated by commas, whose word on a caller's address is believed;
    "*" stands for everybody who can reach the web process.

    Mails leave by `smtp_host` as `mail_from`; without it they wait, and in demo mode lie in a folder. `duty_address` is
    mailed whatever the central desk is told. A mail may take `smtp_budget_s`; its lease is twice that.

    `operator`, `imprint_page` and `privacy_page` stand in the footers and in the declaration on accessibility;
    `accessibility_address` is shown there, too, and is mailed the barriers that people report, instead of the duty
    address. `enforcement_body` is whom they turn to next.

    `portal_address` is where the watcher finds the public pages, unless it is `base_url`. `record_dir` is the folder in which
    the ends of the chain of events are kept outside the database, unless it is the data folder.

    `database_url` is the process's own role: the application's for web, the publisher's for dispatcher and workers.
    `publisher_database_url` tells migrations whom to grant that role's rights. `public_keys` is the folder of the
    keys that seal credentials; `private_keys`, of those that open them, is for publishers only: web refuses it.
    `second_factor_key` is the file with the key of the second factors, which is for web only.
    """

    model_config = SettingsConfigDict(
        env_prefix="REDAKTION_", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    database_url: str = "postgresql+psycopg://redaktion_app@localhost/redaktion"
    owner_database_url: str | None = None
    publisher_database_url: str | None = None
    broker_url: str = "redis://localhost:6379/0"
    base_url: str = "http://127.0.0.1:8000"
    portal_address: str | None = None
    data_dir: Path = Path(".redaktion")
    record_dir: Path | None = None
    public_keys: Path | None = None
    private_keys: Path | None = None
    second_factor_key: Path | None = None
    environment: str = "local"
    demo: bool = False
    demo_password: str | None = None
    demo_empty: bool = False
    demo_peers: Path | None = None
    private_hosts: str = ""
    trusted_proxies: str = ""
    log_format: Literal["readable", "json"] = "json"
    metrics_token: SecretStr | None = None

    call_budget_s: PositiveInt = 20
    connect_timeout_s: PositiveInt = 5
    soft_limit_s: PositiveInt = 30
    hard_limit_s: PositiveInt = 40
    lease_s: PositiveInt = 60
    quiet_s: PositiveInt = 600
    tick_s: PositiveInt = 2
    beat_s: PositiveInt = 5
    rewake_s: PositiveInt = 15
    self_delivery_s: PositiveInt = 10
    worker_threads: PositiveInt = 32
    canary_s: PositiveInt = 30
    silent_s: PositiveInt = 90
    notification_days: PositiveInt = 90
    takedown_deadline_s: PositiveInt = 3600
    reminder_s: PositiveInt = 1800
    manual_reminders_s: tuple[PositiveInt, ...] = (300, 900)

    smtp_host: str | None = None
    smtp_port: PositiveInt = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_budget_s: PositiveInt = 60
    mail_from: str = "redaktion@localhost"
    duty_address: str | None = None

    operator: str | None = None
    imprint_page: str | None = None
    privacy_page: str | None = None
    accessibility_address: str | None = None
    enforcement_body: str = "Ombudsstelle bei der Landesfachstelle für Barrierefreiheit Sachsen-Anhalt"
    enforcement_page: str = "https://www.lf-barrierefreiheit-st.de/ueber-uns/ombudsstelle"

    sign_ins_per_account: PositiveInt = 10
    sign_ins_per_address: PositiveInt = 50
    requests_per_account: PositiveInt = 600
    requests_per_token: PositiveInt = 300
    costly_requests: PositiveInt = 60
    reports_per_address: PositiveInt = 5
    lookups_per_address: PositiveInt = 120

    @model_validator(mode="after")
    def _keep_protocol_order(self) -> Self:
        """Refuse numbers under which a frozen worker could publish a second time."""
        steps = (self.call_budget_s, self.soft_limit_s, self.hard_limit_s, self.lease_s, self.quiet_s)
        if any(earlier >= later for earlier, later in pairwise(steps)):
            message = "call_budget_s < soft_limit_s < hard_limit_s < lease_s < quiet_s must hold"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _leave_canaries_time(self) -> Self:
        """Refuse to call a worker silent that has missed less than two canaries."""
        if self.silent_s <= 2 * self.canary_s:
            message = "silent_s must be more than two times canary_s"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _keep_demo_apart(self) -> Self:
        """Refuse a demo password outside demo mode: demo accounts must not exist there."""
        if self.demo_password and not self.demo:
            message = "REDAKTION_DEMO_PASSWORD is for demo mode only; set REDAKTION_DEMO=1 or remove it"
            raise ValueError(message)
        return self

    @field_validator(
        "smtp_host",
        "smtp_user",
        "duty_address",
        "operator",
        "imprint_page",
        "privacy_page",
        "accessibility_address",
    )
    @classmethod
    def _take_empty_for_none(cls, value: str | None) -> str | None:
        """Return None for what a Compose file hands on although nobody set it."""
        return value or None

    @model_validator(mode="after")
    def _keep_mail_password_secret(self) -> Self:
        """Refuse to sign in at a mail server over a connection that anybody can read."""
        if self.smtp_user and self.smtp_security == "none":
            message = "REDAKTION_SMTP_USER needs REDAKTION_SMTP_SECURITY=starttls or tls"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _keep_keys_in_files(self) -> Self:
        """Refuse a key where the folder of its file belongs: nothing secret comes from the environment (CC-02)."""
        if any("-----BEGIN" in str(folder) for folder in (self.public_keys, self.private_keys)):
            message = "REDAKTION_PUBLIC_KEYS and REDAKTION_PRIVATE_KEYS name folders; a key never stands there itself"
            raise ValueError(message)
        if self.second_factor_key is not None and not self.second_factor_key.is_absolute():
            message = "REDAKTION_SECOND_FACTOR_KEY names a file by its whole path; the key never stands there itself"
            raise ValueError(message)
        return self

    @property
    def sealing_keys(self) -> Path:
        """The folder of the public halves: the one named, or the one in the data folder."""
        return self.public_keys or self.data_dir / "keys" / "public"

    @property
    def second_factor_key_file(self) -> Path:
        """The file with the key of the second factors: the one named, or the one in the data folder."""
        return self.second_factor_key or self.data_dir / "keys" / "second-factor.key"

    @property
    def heads_dir(self) -> Path:
        """The folder of the ends of the chain of events: the one named, or the data folder."""
        return self.record_dir or self.data_dir

    @property
    def mailbox(self) -> Path | None:
        """The folder in which the demo's mails lie instead of leaving; None where they leave."""
        return self.data_dir / "mailbox" if self.demo and self.smtp_host is None else None

    @property
    def private_hosts_named(self) -> frozenset[str]:
        """The hosts of this environment that may be called although they are private, each with its port."""
        return frozenset(self.private_hosts.split())

    @property
    def migration_url(self) -> str:
        """The owner's address for migrations; the application's own where none is set."""
        return self.owner_database_url or self.database_url


@lru_cache
def settings() -> Settings:
    """Return this process's settings, read once: from the environment, or a file each where secrets are mounted.

    REDAKTION_SECRETS_DIR names the folder; a file's name is the variable's in lower case.
    """
    return Settings(_secrets_dir=os.environ.get("REDAKTION_SECRETS_DIR"))
