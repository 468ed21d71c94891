"""A service in a process of its own: `python -m support.serving DATA_DIR LLM_URL`."""

import sys
from pathlib import Path

from service.api.app import create_app
from service.api.server import serve
from service.settings import Settings
from service.wiring import open_local


def main(data_dir: str, llm_base_url: str) -> None:
    """Serve until told to end; the address is the only line on standard output."""
    settings = Settings(
        data_dir=Path(data_dir),
        embedding="hash",
        llm_base_url=llm_base_url,
        refusal_threshold=0,  # one article is too few to tell strong evidence from weak
    )
    app = create_app(
        door=open_local(settings, serving=True), api_key=None, max_upload_bytes=1_000_000
    )
    serve(app, host="127.0.0.1", port=0, on_ready=_tell)


def _tell(url: str) -> None:
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
