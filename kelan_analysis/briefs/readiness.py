"""`ReadyClient`: talks to a kernel as soon as it answers.

The client of Jupyter waits a fifth of a second for silence before the first cell, and asks
again once a second. This one waits for the two messages that prove a kernel ready.
"""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient


class ReadyClient(AsyncKernelClient):
    """A client that is ready when the kernel is, and no later.

    Examples
    --------
    >>> issubclass(ReadyClient, AsyncKernelClient)
    True
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for an answer, and for proof that what the kernel publishes arrives here.

        Raises
        ------
        RuntimeError
            If the kernel dies, or does not answer in time; the words are Jupyter's.
        """
        deadline = time.monotonic() + (timeout or float("inf"))
        self.kernel_info()
        reply = await self._next(self.shell_channel, deadline)
        while reply["msg_type"] != "kernel_info_reply":
            reply = await self._next(self.shell_channel, deadline)
        self._handle_kernel_info_reply(reply)
        # Newer kernels greet whoever subscribes; any message proves the subscription.
        while not await self._heard(0.2):
            self.kernel_info()
            await self._next(self.shell_channel, deadline)
        asked = self.kernel_info()
        while (await self._next(self.shell_channel, deadline))["parent_header"]["msg_id"] != asked:
            pass
        while not _is_end(await self._next(self.iopub_channel, deadline), asked):
            pass

    async def _heard(self, seconds: float) -> bool:
        try:
            await self.iopub_channel.get_msg(timeout=seconds)
        except Empty:
            return False
        return True

    async def _next(self, channel: Any, deadline: float) -> dict[str, Any]:
        while True:
            try:
                return await channel.get_msg(timeout=1)
            except Empty:
                pass
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > deadline:
                raise RuntimeError("Kernel didn't respond in time")


def _is_end(message: dict[str, Any], asked: str) -> bool:
    return (
        message["parent_header"].get("msg_id") == asked
        and message["msg_type"] == "status"
        and message["content"]["execution_state"] == "idle"
    )
