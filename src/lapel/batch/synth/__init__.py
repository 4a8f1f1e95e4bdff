"""Synthetic people: whole tables of made-up lives, for tests, demonstrations and measurements."""

from lapel.batch.synth.building import Missing
from lapel.batch.synth.making import BLOCK, blocks, people

__all__ = ["BLOCK", "Missing", "blocks", "people"]
