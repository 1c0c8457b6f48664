"""Retry policies of posts to a chat platform and of calls to the agent.

A post is retried at once (``flows/turn/outbox.py``), then by retrying its whole turn
(``flows/turn/failures.py``), as a call to the agent is.
"""

from common.backoff import Backoff

POST_BACKOFF = Backoff(0.2, 5.0)
"""Seconds between immediate retries."""
POST_ATTEMPTS = 5
POST_LONGEST_FLOOD_WAIT = 60.0
"""Longest flood wait in seconds that an immediate retry waits for."""

TURN_LONGEST_WAIT = 600.0
"""Most seconds between two attempts of a turn whose reply cannot be posted."""
TURN_PATIENCE = 600.0
"""Seconds for which a turn without an edit retries its post."""
FINISHED_EDIT_PATIENCE = 6 * 3600.0
"""The same for a turn with an edit: a short outage must not discard it."""

AGENT_PATIENCE = 1800.0
"""Seconds for which a turn waits for an unavailable agent. A restart or an update of its
machine takes less; after half an hour the person should know."""
AGENT_FIRST_PAUSE = 1 / 8
"""The first pause before a call to the agent is retried, as a share of the longest."""
