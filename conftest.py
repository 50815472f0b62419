"""What a test run needs before anything is imported: one thread, and no one's own exports."""

from __future__ import annotations

import os

PLOTLY = "application/vnd.plotly.v1+json"

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = "1"
os.environ.pop("MENTORSTATS_EXPORTS", None)


def pytest_configure(config):
    """Leave the arrays of figures out where notebooks are compared: their last bits differ between machines."""
    if not config.getoption("nbval", False):
        return
    from nbval.plugin import IPyNbFile

    original = IPyNbFile.__init__

    def skip_plotly(self, *args, **kwargs):
        original(self, *args, **kwargs)
        self.skip_compare = (*self.skip_compare, PLOTLY)

    IPyNbFile.__init__ = skip_plotly
