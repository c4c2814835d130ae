"""`kg serve`: a published release over HTTP, read-only."""

from typing import Annotated

import typer

from kg.cli.common import Graph, folder_of, say, working


def serve(
    graph: Graph = None,
    host: Annotated[str, typer.Option("--host", help="Address to listen at; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen at; 0 for any that is free.")] = 8000,
    release: Annotated[int | None, typer.Option("--release", metavar="N", help="Serve this release.", show_default="current")] = None,
    url: Annotated[str | None, typer.Option("--url", help="Public address, behind a proxy.", show_default=False)] = None,
) -> None:
    """Serve the graph as a reconciliation service, for OpenRefine.

    Entity Reconciliation API 0.2 at /reconcile and the 1.0 draft at /reconcile/1.0-draft, until interrupted.
    """
    import socket
    from importlib.metadata import version

    from kg import store
    from kg.errors import ServiceError

    try:
        import uvicorn

        from kg.serve import answers
        from kg.serve.application import V02, V10, application
    except ModuleNotFoundError as error:
        raise ServiceError(f"kg serve needs {error.name}; install it with: pip install 'chitieu-kg[serve]'") from None
    folder = folder_of(graph)
    with store.reading(folder, release) as found, store.open_release(folder, found.number) as opened:
        with working("Reading names …"):
            service = answers.service(opened, release=found.number)
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            listening = socket.create_server((host, port), family=family, backlog=128)
        except OSError as error:
            raise ServiceError(f"cannot listen at {host}:{port}: {(error.strerror or str(error)).lower()}; try another --port") from None
        with listening:
            shown = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
            at = (url or shown).rstrip("/")
            say(f"release {found.number} of {folder}: {at}{V02} (0.2, OpenRefine), {at}{V10}")
            app = application(service, url=url, version=version("chitieu-kg"))
            uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off")).run(sockets=[listening])
