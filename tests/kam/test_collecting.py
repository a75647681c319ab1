"""Garbage collection pauses inside and is afterwards as it was."""

import gc

import pytest

from kam.lib import collecting


def test_the_collector_rests_inside_and_runs_again_afterwards():
    with collecting.paused():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_runs_again_after_an_error():
    with pytest.raises(ValueError, match="broken"), collecting.paused():
        raise ValueError("broken")
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off():
    gc.disable()
    try:
        with collecting.paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
