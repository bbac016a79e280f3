"""Verbs: one function per thing somebody does. Lock, permit, check, advance, record; never commit, never enqueue."""
