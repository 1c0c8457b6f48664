"""How often and how long a post to a chat platform is repeated.

A post is repeated on the spot first (``flows/turn/outbox.py``), then with its whole turn
(``flows/turn/failures.py``). Calls to the agent: ``retry`` and ``attempts`` of ``core.flows.config.Config``.
"""

from common.backoff import Backoff

POST_BACKOFF = Backoff(0.2, 5.0)
"""Seconds between the tries on the spot."""
POST_ATTEMPTS = 5
POST_LONGEST_FLOOD_WAIT = 60.0
"""Seconds of a flood wait that are waited for on the spot."""

TURN_LONGEST_WAIT = 600.0
"""Seconds at most between two tries of a turn whose words cannot be posted."""
TURN_PATIENCE = 600.0
"""Seconds for which a turn without an edit waits for the platform."""
FINISHED_EDIT_PATIENCE = 6 * 3600.0
"""The same for one with an edit: a short outage must not end finished work."""
