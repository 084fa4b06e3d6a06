import RouterCore

/// Writes events into tables.
package let sqlPlugin = Plugin(
  name: "sql", summary: "Writes events as rows into a SQLite table.", sinks: [sqlSinkFactory])

package let sqlSinkFactory = SinkFactory(type: "sql", SQLConfig.self) { config, context in
  SQLSink(config: config, context: context)
}
