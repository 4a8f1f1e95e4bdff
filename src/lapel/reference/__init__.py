"""Official data sets, as published, kept as Parquet and asked through DuckDB."""
