"""A headless Firefox, driven by Marionette, the protocol that every Firefox speaks on a port of loopback when asked."""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.service import until

# Presses the button of an extension as a person does, in the window of the pages.
PRESS = """
const [id, resolve] = arguments;
const { ExtensionParent } = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
const windows = [...Services.wm.getEnumerator("navigator:browser")];
const button = ExtensionParent.apiManager.global.browserActionFor(WebExtensionPolicy.getByID(id).extension);
Promise.resolve(button.triggerAction(windows.find((window) => window.toolbar.visible))).then(() => resolve(true));
"""


class Firefox:
    """A running Firefox with one window of pages. Answers that are errors raise ``RuntimeError``."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), 120)
        self._sent = 0
        self._receive()  # its greeting

    def ask(self, command: str, **parameters: Any) -> Any:
        """Sends a command of the protocol. Returns its value, or its whole answer where it has none."""
        self._sent += 1
        message = json.dumps([0, self._sent, command, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, _, error, answer = self._receive()
        if error:
            raise RuntimeError(f"{command}: {error['message']}")
        return answer["value"] if isinstance(answer, dict) and "value" in answer else answer

    def run(self, script: str, *arguments: Any) -> Any:
        """What a script returns that runs in the page."""
        return self.ask("WebDriver:ExecuteScript", script=script, args=arguments)

    def click(self, selector: str) -> None:
        """Clicks an element as a person does."""
        [element] = self.ask("WebDriver:FindElement", using="css selector", value=selector).values()
        self.ask("WebDriver:ElementClick", id=element)

    def press(self, extension: str) -> None:
        """Presses the button of an extension."""
        self.ask("Marionette:SetContext", value="chrome")
        self.ask("WebDriver:ExecuteAsyncScript", script=PRESS, args=[extension])
        self.ask("Marionette:SetContext", value="content")

    def close(self) -> None:
        self.ask("Marionette:Quit", flags=["eForceQuit"])
        self._socket.close()

    def _receive(self) -> Any:
        size = b""
        while not size.endswith(b":"):
            size += self._bytes(1)
        return json.loads(self._bytes(int(size[:-1])))

    def _bytes(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            got = self._socket.recv(count - len(data))
            if not got:
                raise RuntimeError("Firefox has ended")
            data += got
        return data


@contextmanager
def firefox(folder: Path, preferences: dict[str, Any]) -> Iterator[Firefox]:
    """A Firefox with a new profile in ``folder``; no certificate is checked. It is installed by apt where it is missing
    and that is allowed."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "firefox-esr"]):
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        program = shutil.which("firefox-esr")
    assert program, "no Firefox is installed"
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items()]
    (folder / "user.js").write_text("\n".join([*lines, 'user_pref("marionette.port", 0);']))
    active = folder / "MarionetteActivePort"
    flags = ("-headless", "-marionette", "-remote-allow-system-access", "-no-remote", "-profile", str(folder))
    with subprocess.Popen([program, *flags], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until(active.exists, 120)
            until(lambda: active.read_text().strip() != "", 60)
            browser = Firefox(int(active.read_text()))
            browser.ask("WebDriver:NewSession", acceptInsecureCerts=True)
            yield browser
            browser.close()
        finally:
            process.kill()
