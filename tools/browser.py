"""Finds a Chromium for the tests and the screenshots, or gets one: `python -m tools.browser`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

# The first draws pages without a window to draw them in, which is a third less work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium-headless-shell", "chromium")  # Debian's, of which older ones have the second only
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def installed() -> str | None:
    """The path of a Chromium that the machine has."""
    chosen = os.environ.get("SENTBY_TEST_CHROMIUM")
    found = (path for name in NAMES if (path := shutil.which(name)))
    return chosen or next(found, None) or next((path for path in APPLICATIONS if Path(path).exists()), None)


def launch_options() -> dict[str, Any]:
    """What Playwright's `launch` takes here. Without a Chromium on the machine it uses its own."""
    root = hasattr(os, "getuid") and os.getuid() == 0
    arguments = ["--no-sandbox"] if root else []
    return {"executable_path": installed(), "args": [*arguments, "--disable-dev-shm-usage"]}


def main() -> None:
    if installed():
        return
    if os.getuid() == 0 and shutil.which("apt-get"):
        _install(*PACKAGES)
    if not installed():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def _install(*packages: str) -> None:
    """The first of these that this Debian has."""
    quietly = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=quietly)
    for package in packages:
        command = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", package]
        if subprocess.run(command, check=False, env=quietly, stdout=subprocess.DEVNULL).returncode == 0:
            return


if __name__ == "__main__":
    main()
