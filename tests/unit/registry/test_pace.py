"""Long work leaves room for others."""

import asyncio

from services.registry.pace import STEP, in_steps


async def test_others_are_served_between_the_steps_and_no_item_is_left_out() -> None:
    served = 0

    async def serve() -> None:
        nonlocal served
        while True:
            served += 1
            await asyncio.sleep(0)

    others = asyncio.create_task(serve())
    done = [item async for item in in_steps(range(3 * STEP + 1))]
    others.cancel()
    assert done == list(range(3 * STEP + 1))
    assert served >= 3
