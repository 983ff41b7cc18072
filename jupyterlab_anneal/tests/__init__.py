"""Tests of the server extension, the verify engine and the packaging."""
