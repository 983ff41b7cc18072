"""The verify engine: runs a notebook and its exported package, and compares what they computed.

Only the standard library is imported at the top of these files. The code runs in the *user's*
interpreter, by path, so libraries such as numpy are looked up in `sys.modules`: a library that the
notebook did not load cannot have made any of its values.
"""
