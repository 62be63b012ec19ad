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
    stamp = _stamp(session, engine) if stamp is None else stamp
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


def database_version(engine: Engine) -> int | None:
    """Return a number that is another one after every change that anybody stored in an SQLite database.

    None for other databases, and for one in memory. A connection that never writes is kept for asking:
    SQLite tells each connection what the others have done (PRAGMA data_version).
    """
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


def _stamp(session: Session, engine: Engine) -> tuple[object, ...]:
    """Return what differs once an obligation is made or changed, or a plan is closed.

    Obligations are never taken out. Every change of one writes a journal row; SQLite has one writer at a
    time, so the newest row tells. Elsewhere rows may become visible in another order than their numbers
    and the sum of the revisions tells: every change raises one.
    """
    newest: Any = select_columns(
        select_columns(func.max(Obligation.id)).scalar_subquery(),
        select_columns(func.max(StatusChange.id)).scalar_subquery(),
    )
    if engine.dialect.name != "sqlite":
        newest = select_columns(func.count(), func.max(Obligation.id), func.sum(Obligation.revision))
    return (closed_plans(session), *session.exec(newest).one())
