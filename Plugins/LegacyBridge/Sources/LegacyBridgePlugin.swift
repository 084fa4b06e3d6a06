import RouterCore

/// Brings the events of a legacy assessment server in.
package let legacyBridgePlugin = Plugin(
  name: "legacy-bridge", summary: "Connects to a legacy assessment server as its client.", sources: [])
