"""Answers kept while the database has not changed, because counting everything takes longer than a page."""

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary, finalize

from sqlalchemy import Engine, func
from sqlalchemy import select as select_columns
from sqlmodel import Session

from models.journal import StatusChange
from models.obligation import Obligation
from store.choices import closed_plans

Answer = TypeVar("Answer")
# Answers kept per database; the one asked for longest ago goes first.
KEPT = 128

_answers: WeakKeyDictionary[Engine, OrderedDict[Hashable, tuple[object, Any]]] = WeakKeyDictionary()
_one_works = Lock()


def remembered(
    session: Session, question: Hashable, work: Callable[[], Answer], *, stamp: object = None
) -> Answer:
    """Return the answer of ``work``, the kept one where no obligation has changed since it was found.

    The question names all else that decides the answer, the day among it. Where the caller knows better
    what the answer hangs on, ``stamp`` is that, and the kept answer is good while the stamp is the same.
    Only sessions for reading keep and use answers: a session that writes may see what is never stored.
    ``work`` itself must not ask for what is remembered.
    """
    engine = session.get_bind()
    if not isinstance(engine, Engine):
        return work()
    stamp = _stamp(session) if stamp is None else stamp
    # Who waits here finds what the first has worked out.
    with _one_works:
        kept = _answers.setdefault(engine, OrderedDict())
        if question not in kept or kept[question][0] != stamp:
            kept[question] = (stamp, work())
        kept.move_to_end(question)
        while len(kept) > KEPT:
            kept.popitem(last=False)
        answer: Answer = kept[question][1]
        return answer


_watchers: WeakKeyDictionary[Engine, sqlite3.Connection] = WeakKeyDictionary()
_one_watches = Lock()


def database_version(engine: Engine) -> Hashable | None:
    """Return what is another one after every change that anybody stored in the database.

    None for a database in memory, and for kinds that cannot tell. On SQLite a connection that never writes
    is kept for asking: each is told what the others have done (PRAGMA data_version). On PostgreSQL it is the
    snapshot that a query would get now: which transactions are over, so that the same snapshot sees the
    same rows. It counts the whole server's: what is stored in another of its databases changes it, too.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            return str(connection.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar_one())
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        return None
    with _one_watches:
        watcher = _watchers.get(engine)
        if watcher is None:
            watcher = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            _watchers[engine] = watcher
            finalize(engine, watcher.close)
        return int(watcher.execute("PRAGMA data_version").fetchone()[0])


def _stamp(session: Session) -> tuple[object, ...]:
    """Return what differs once an obligation is made or changed, or a plan is closed.

    Obligations are never taken out. Every change of one writes a journal row; one at a time makes such
    changes (``store.database.writing``), so the newest row tells.
    """
    newest: Any = select_columns(
        select_columns(func.max(Obligation.id)).scalar_subquery(),
        select_columns(func.max(StatusChange.id)).scalar_subquery(),
    )
    return (closed_plans(session), *session.exec(newest).one())
