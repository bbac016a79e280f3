"""Time as the database sees it: every comparison is between its clock and an instant that is stored.

To set the clock forward is therefore the same as to set every stored instant back, and that needs no foreign library
beneath the server. The record of events keeps its instants: they are part of its chain.
"""

COLUMNS = """
    select c.table_name, array_agg(c.column_name::text)
      from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
       and c.data_type = 'timestamp with time zone' and c.table_name not like 'event%'
     group by c.table_name
"""


def step_clock(force, seconds):
    """Set the database's clock forward by so many seconds, or back (negative)."""
    updates = []
    for table, columns in force(COLUMNS):
        changes = (f'"{name}" = "{name}" - interval \'{seconds} seconds\'' for name in columns)
        updates.append(f'update "{table}" set {", ".join(changes)}')  # noqa: S608 - our own tables
    force("; ".join(updates))
