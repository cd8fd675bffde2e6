"""A private PostgreSQL and a private Redis out of wheels: no container, no root, no system service touched.

Only the binaries of the wheels are used. As root PostgreSQL refuses to start, so the child process drops to `postgres`
or `nobody`; when that user cannot reach the environment the binaries are copied into the state directory. No account is
created and no mode outside the state directory is changed. Everything is reached over unix sockets, with
passwords, so that two checkouts or two users never meet on a port.
"""


class ServiceError(RuntimeError):
    """A server could not be found, started or reached; the message says what to do."""
