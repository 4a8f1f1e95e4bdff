"""The rule language: nodes → parse → check → evaluate → explain → render."""
