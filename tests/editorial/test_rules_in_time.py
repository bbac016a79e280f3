"""What was asked for comes in time, too late, or at the wrong moment; the three are told apart."""

import pytest

from app.editorial.workflow import ON_ITS_WAY, ensure_in
from app.errors import AlreadySendingError, WrongStateError
from app.models import Delivery
from app.models.delivery import DeliveryState

WAITING, HELD = DeliveryState.WAITING, DeliveryState.HELD


@pytest.mark.parametrize("state", [WAITING, HELD])
def test_what_is_in_one_of_the_states_is_well(state):
    ensure_in(Delivery(state=state), WAITING, HELD)


@pytest.mark.parametrize("state", sorted(ON_ITS_WAY))
def test_what_is_on_its_way_comes_too_late_for_what_is_possible_only_before(state):
    with pytest.raises(AlreadySendingError) as refusal:
        ensure_in(Delivery(state=state), WAITING, HELD)
    assert refusal.value.context["state"] == state.value


@pytest.mark.parametrize("state", [DeliveryState.CANCELLED, HELD])
def test_what_rests_is_in_the_wrong_state(state):
    with pytest.raises(WrongStateError) as refusal:
        ensure_in(Delivery(state=state), WAITING)
    assert refusal.value.context == {"state": state.value, "possible_in": ["waiting"]}


@pytest.mark.parametrize("state", [DeliveryState.UNCLEAR, DeliveryState.SENDING])
def test_what_is_possible_only_on_the_way_is_in_the_wrong_state_elsewhere(state):
    with pytest.raises(WrongStateError):
        ensure_in(Delivery(state=state), DeliveryState.SENT)
