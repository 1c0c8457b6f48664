"""Tests. What they import leaves out what the product's commands leave out."""

from common.process.startup import skip_library_extras

skip_library_extras()
