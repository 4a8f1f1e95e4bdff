"""Types without codes, for readers that take words as words."""

import pyarrow as pa

from lapel.batch.fitting import is_list


def plain_schema(schema: pa.Schema) -> pa.Schema:
    """Give the schema with words in place of codes, however deep they lie."""
    return pa.schema(_plain_field(field) for field in schema)


def plain(table: pa.Table) -> pa.Table:
    """Give a table with words in place of codes."""
    return table.cast(plain_schema(table.schema))


def _plain_field(field: pa.Field) -> pa.Field:
    return pa.field(field.name, _plain(field.type))


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return _plain(kind.value_type)
    if pa.types.is_struct(kind):
        return pa.struct([_plain_field(field) for field in kind])
    if is_list(kind):
        return pa.list_(_plain(kind.value_type))
    return kind
