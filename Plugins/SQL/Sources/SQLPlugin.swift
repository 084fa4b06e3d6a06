import RouterCore

/// Writes events into tables.
package let sqlPlugin = Plugin(name: "sql", summary: "Writes events as rows into a SQLite table.")
