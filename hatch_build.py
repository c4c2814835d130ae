"""What the build of the wheel does besides copying files: it fetches the JavaScript of `kg export graph.html`.

An editable install goes on without it where the registry cannot be reached: the first such export tries again. A wheel or a source
archive is for machines that may have no network, so it is made whole or not at all.
"""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FetchLibraries(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        libraries = runpy.run_path(str(Path(self.root) / "kg" / "export" / "html" / "libraries.py"))
        try:
            libraries["fetch"]()
        except libraries["LibraryError"] as error:
            if version != "editable":
                self.app.abort(f"kg export graph.html needs its libraries in the package: {error}")
            self.app.display_warning(f"kg export graph.html will try again: {error}")
