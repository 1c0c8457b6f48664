"""500 kills of workers, listener and Redis; ``python -m bench.chat.chaos [KILLS] [SEED]``."""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.core.chaos import chaos


def main(kills: int = 500, seed: int = 11) -> int:
    with tempfile.TemporaryDirectory() as name:
        outcome = asyncio.run(chaos(Path(name), kills=kills, seed=seed))
    print(
        f"{sum(outcome.kills.values())} kills {dict(outcome.kills)}, "
        f"{outcome.turns} turns in {outcome.seconds:.0f} s: lost {len(outcome.lost)}, "
        f"received twice {len(outcome.doubled)}, out of order {len(outcome.disordered)}, "
        f"results twice {len(outcome.videos_doubled)}; results {outcome.videos}, "
        f"asked about {outcome.perhaps}, told as uncertain {outcome.uncertain}"
    )
    return 0 if outcome.clean else 1


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
