"""Warm kernels: forked from a process that has the libraries imported, up at once.

Most of a kernel's start is imports. A nursery is one process without threads that has done
them; it forks a kernel in some hundredths of a second. To Jupyter this is the kernel
provisioner ``kelan-warm``. Where fork does not exist, kernels start the ordinary way.
"""

from kelan_analysis.kernels.children import Child, Nursery
from kelan_analysis.kernels.provisioner import WarmProvisioner

__all__ = ["Child", "Nursery", "WarmProvisioner"]
