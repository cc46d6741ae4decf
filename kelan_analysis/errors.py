"""What goes wrong, in one line each: the rule, the value found, the way out.

An error carries the exit status that the command line ends with, so no caller has to guess it.
"""

from __future__ import annotations


class KelanError(Exception):
    """Base of all errors that a user can meet; printed as one line, without a traceback.

    Examples
    --------
    >>> KelanError.exit_status
    3
    """

    exit_status = 3


class InputError(KelanError, ValueError):
    """The input or the call is wrong (exit status 2): nothing was written.

    Examples
    --------
    >>> raise InputError("language must be one of zh, en. Got 'fr'.")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: language must be one of zh, en. Got 'fr'.
    """

    exit_status = 2


class RunError(KelanError, RuntimeError):
    """The run failed (exit status 3): the last good output is still in place.

    Examples
    --------
    >>> RunError("code cell 3 of 9 did not run").exit_status
    3
    """

    exit_status = 3
