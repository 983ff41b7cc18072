"""Server configuration of the browser tests. Never for production: it has no token and trusts everybody."""

import os
import sys

from jupyterlab.galata import configure_jupyter_server

configure_jupyter_server(c)  # noqa: F821

c.ServerApp.allow_root = True  # noqa: F821
c.ServerApp.port = int(os.environ.get("ANNEAL_UI_PORT", "8899"))  # noqa: F821
# The server part of this checkout, installed or not.
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
c.ServerApp.jpserver_extensions = {"jupyterlab_anneal": True, "jupyterlab": True}  # noqa: F821
c.LabApp.news_url = None  # noqa: F821
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"  # noqa: F821
