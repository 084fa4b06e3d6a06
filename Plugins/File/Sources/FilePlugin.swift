import RouterCore

/// Writes events into files.
package let filePlugin = Plugin(
  name: "file", summary: "Appends events to a file, one JSON object per line.", sinks: [fileSinkFactory])

package let fileSinkFactory = SinkFactory(
  type: "file", FileSinkConfig.self, claims: { [Claim(key: "path", resource: $0.path.normalizedPath)] }
) { config, context in
  FileSink(config: config, context: context)
}
