"""Access to Redis, for the core and the studio; task queues on pydocket."""

import os

# pydocket's store of results, which nothing here uses, checks types at run time. Writing
# those checks takes a fifth of the time that an import of pydocket takes.
os.environ.setdefault("PY_KEY_VALUE_DISABLE_BEARTYPE", "true")
