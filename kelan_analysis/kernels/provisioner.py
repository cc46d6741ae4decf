"""`WarmProvisioner`: Jupyter starts a Python kernel by forking it from a nursery.

A kernel specification asks for it by name, in JupyterLab too::

    {"metadata": {"kernel_provisioner": {"provisioner_name": "kelan-warm",
                                         "config": {"imports": ["pandas", "seaborn"]}}}}
"""

from __future__ import annotations

import asyncio
import atexit
import functools
import os
import sys
from collections.abc import Mapping
from typing import Any

from jupyter_client.provisioning import LocalProvisioner
from traitlets import List, Unicode

from kelan_analysis.errors import RunError
from kelan_analysis.kernels.children import KERNEL, Nursery

NAME = "kelan-warm"
_LAUNCHERS = (["-m", "ipykernel_launcher"], ["-P", "-m", "kelan_analysis.confinement"])


class WarmProvisioner(LocalProvisioner):
    """Forks a Python kernel where it can; starts any other the ordinary way.

    The nursery is the one that the environment variable ``KELAN_NURSERY`` names, else one of
    this process with the given `imports`.

    Examples
    --------
    >>> list(WarmProvisioner.class_own_traits())
    ['imports']
    """

    imports = List(Unicode(), help="Modules that the nursery imports.").tag(config=True)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        nursery = await asyncio.to_thread(self._nursery)
        words = _words_of_kernel(cmd)
        if nursery is None or words is None:
            return await super().launch_kernel(cmd, **kwargs)
        environment = {**kwargs.get("env", os.environ)}
        try:
            child = await asyncio.to_thread(
                nursery.spawn, KERNEL, *words, env=environment, cwd=kwargs.get("cwd")
            )
            await asyncio.to_thread(child.wait_ready)
        except RunError:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = child
        self.pid = self.pgid = child.pid
        self.cwd = kwargs.get("cwd") or os.getcwd()
        return self.connection_info

    async def wait(self) -> int | None:
        if self.process is None:
            return 0
        ended = await asyncio.to_thread(self.process.wait)
        self.process = None
        return ended

    def _nursery(self) -> Nursery | None:
        return Nursery.found() or _own_nursery(tuple(self.imports))


def _words_of_kernel(cmd: list[str]) -> list[str] | None:
    """The arguments of a Python kernel of ours, or None if it is another kernel."""
    for launcher in _LAUNCHERS:
        if cmd[: len(launcher) + 1] == [sys.executable, *launcher]:
            return cmd[len(launcher) + 1 :]
    return None


def import_all(names: Mapping[str, str] | None = None) -> None:
    """Import what a kernel needs, and the modules that ``KELAN_IMPORTS`` lists.

    Examples
    --------
    >>> import_all({"KELAN_IMPORTS": "json"})
    """
    from importlib import import_module

    # As ipykernel does before a notebook imports matplotlib; pictures would be lost otherwise.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    listed = (os.environ if names is None else names).get("KELAN_IMPORTS", "")
    for name in ("ipykernel.kernelapp", "ipykernel.ipkernel", *listed.split()):
        import_module(name)


@functools.cache
def _own_nursery(imports: tuple[str, ...]) -> Nursery | None:
    environment = os.environ | {"KELAN_IMPORTS": " ".join(imports)}
    nursery = Nursery.start([f"{__name__}:{import_all.__name__}"], environment)
    if nursery is not None:
        atexit.register(nursery.stop)
    return nursery
