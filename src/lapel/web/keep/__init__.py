"""Keeping certificates: clocks, the ledger of learning, what counts where, and what is missing."""
