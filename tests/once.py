"""What a test process makes once, because making it anew for each test took longer than the test: the application,
whose routes are worked out at its first request, and the engines with the statements they have compiled."""

from functools import cache

import pytest
from sqlalchemy import create_engine, event, make_url

from app.log import set_up

_databases = {}
_engines = {}


def serve_again():
    """Return what `app.main.serve` returns, around the one application; of other offices it remembers nothing."""
    from app import main
    from app.web.lookout import Lookout

    application = _make(main.create_app)

    def create_again():
        set_up("web")
        application.state.lookout = Lookout()
        return application

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(main, "create_app", create_again)
        return main.serve()


@cache
def _make(create_app):
    return create_app()


def create_engine_again(url, **options):
    """Stand in for `create_engine`: one engine for each server and role, whose new connections lead to the database
    that was named last."""
    server = make_url(url)._replace(database=None)
    _databases[server] = make_url(url).database
    if server not in _engines:
        _engines[server] = create_engine(url, **options)

        @event.listens_for(_engines[server], "do_connect")
        def lead(_dialect, _record, _words, names):
            names["dbname"] = _databases[server]

    return _engines[server]
