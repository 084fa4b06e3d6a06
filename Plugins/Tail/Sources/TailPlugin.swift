import RouterCore

/// Reads events from a file or from standard input, line by line.
package let tailPlugin = Plugin(name: "tail", summary: "Reads events from a file or from standard input, line by line.")
