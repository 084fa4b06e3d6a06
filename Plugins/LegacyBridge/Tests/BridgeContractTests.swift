import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import LegacyBridgePlugin

@Suite(.timeLimit(.minutes(1))) struct BridgeContractTests {
  /// The contract's clock runs ahead of the network: this bridge's own stands still.
  private static let factory = SourceFactory(type: "legacy_bridge", LegacyBridgeConfig.self) { config, context in
    try LegacyBridgeSource(
      config, url: #require(config.url),
      ComponentContext(name: context.name, catalogue: context.catalogue, time: VirtualTime(), logger: context.logger))
  }

  @Test func `The legacy bridge keeps the contract`() async throws {
    let server = try await FakeServer(
      .webSocket { peer, text in
        guard let id = JSONDocument.sample(text).root["id"]?.string, id.hasPrefix("reconnect") else { return }
        peer.send(#"{"type":"RECONNECT_SUCCESS","id":"\#(id)"}"#)
        // As many as the contract wants: of what is cut off in the middle nobody can say whether it was refused.
        for serial in 1...20 { peer.send(ModelServer.event(id: "msg_\(serial)", serial: serial)) }
      })
    await SourceContract(Self.factory, config: .yaml("url: '\(server.url)'"), isRepeatable: true).check()
  }

  @Test func `The README's examples load and it explains every key`() throws {
    let readme = try Readme(beside: #filePath)
    readme.expectExamples(in: "sources", of: legacyBridgeFactory)
    readme.expectKeys(of: LegacyBridgeConfig.self)
  }
}
