"""Which channel comes next: never one that refused, every one before the message has failed."""

from hypothesis import given
from hypothesis import strategies as st

from rules.fallback import channel_in_use, next_channel


@given(st.integers(1, 6), st.lists(st.booleans(), max_size=40))
def test_a_message_fails_only_when_every_channel_has_refused_it(count: int, refusals: list[bool]) -> None:
    rank, refused = 0, set[int]()
    for is_refusal in refusals:
        if is_refusal:
            refused.add(rank)
        found = next_channel(rank, count, refused=refused, is_refusal=is_refusal, has_failed_long=True)
        if found is None:
            others = set(range(count)) - {rank}
            assert others <= refused
            if is_refusal:
                assert refused == set(range(count))
                return
            continue
        assert 0 <= found.rank < count
        assert found.rank not in refused | {rank}
        rank = found.rank


@given(st.integers(0, 5), st.integers(1, 6))
def test_a_failure_that_may_pass_stays_where_it_is_until_it_has_lasted(rank: int, count: int) -> None:
    assert next_channel(rank, count, refused=set(), is_refusal=False, has_failed_long=False) is None


def test_channels_follow_in_their_order_and_then_begin_anew() -> None:
    seen = []
    rank = 0
    for _ in range(4):
        found = next_channel(rank, 3, refused=set(), is_refusal=False, has_failed_long=True)
        assert found is not None
        seen.append((found.rank, found.is_new))
        rank = found.rank
    assert seen == [(1, True), (2, True), (0, False), (1, True)]


def test_a_channel_that_was_taken_away_is_replaced_by_the_first() -> None:
    assert [channel_in_use(rank, 2) for rank in range(4)] == [0, 1, 0, 0]
