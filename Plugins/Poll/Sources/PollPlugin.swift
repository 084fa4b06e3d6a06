import RouterCore

/// Asks a URL for JSON again and again.
package let pollPlugin = Plugin(name: "poll", summary: "Asks a URL for JSON again and again.")
