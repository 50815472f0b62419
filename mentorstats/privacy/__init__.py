"""What may be shown of few people."""

from mentorstats.privacy.suppression import suppress_small_counts

__all__ = ["suppress_small_counts"]
