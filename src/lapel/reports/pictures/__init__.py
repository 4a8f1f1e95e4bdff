"""Pictures: SVG with a title, a source and a text alternative. Altair is imported only when one is drawn.

Nothing is told by color alone: position, shape, thickness and words say it too.
"""
