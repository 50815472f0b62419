"""What a test run needs before anything is imported: one thread, and no one's own exports."""

from __future__ import annotations

import os

PLOTLY = "application/vnd.plotly.v1+json"

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = "1"
os.environ.pop("MENTORSTATS_EXPORTS", None)

try:
    from nbval.plugin import IPyNbFile
except ModuleNotFoundError:
    pass
else:
    _original = IPyNbFile.__init__

    def _skip_plotly(self, *args, **kwargs):
        # A figure's arrays differ in their last bits between machines; its text summary is what is compared.
        _original(self, *args, **kwargs)
        self.skip_compare = (*self.skip_compare, PLOTLY)

    IPyNbFile.__init__ = _skip_plotly
