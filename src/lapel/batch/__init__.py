"""The same decisions for many people at once: rules over columns, on one machine or a cluster."""
