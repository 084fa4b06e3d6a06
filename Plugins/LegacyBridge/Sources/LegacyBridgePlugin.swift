import RouterCore

/// Brings the events of a legacy assessment server in.
package let legacyBridgePlugin = Plugin(
  name: "legacy_bridge", summary: "Connects to a legacy assessment server as its client.",
  sources: [legacyBridgeFactory])

package let legacyBridgeFactory = SourceFactory(
  type: "legacy_bridge", LegacyBridgeConfig.self, check: { $0.check($1, &$2) }
) { config, context in
  guard let url = config.url else { throw LegacyURL.Mistake.noURL }
  return try LegacyBridgeSource(config, url: url, context)
}
