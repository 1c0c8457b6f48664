"""Access to Redis, for the core and the studio; task queues on pydocket."""

import os

# pydocket's store of results, which is not used here, checks types at run time. Generating
# these checks takes a fifth of pydocket's import time.
os.environ.setdefault("PY_KEY_VALUE_DISABLE_BEARTYPE", "true")
