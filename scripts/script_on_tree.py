"""For the tests of the scripts that check a tree of sources."""

import contextlib
import io
import tempfile
from pathlib import Path


def run_on_tree(main, files, *options):
    """Calls main([*options, FOLDER]) on a folder with these {file: text}: (exit code, output, {file: text afterwards})."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            code = main([*options, folder])
        return code, output.getvalue(), {name: Path(folder, name).read_text(encoding="utf-8") for name in files}
