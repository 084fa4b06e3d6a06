import ConfigSchema
import RouterConfig
import RouterCore
import RouterGateway

/// A config file taken as far as it goes: read, decoded, compiled.
struct LoadedConfig: Sendable {
  let file: ConfigFile
  let diagnostics: Diagnostics
  /// Nil when there is any error.
  let result: (config: JunctorConfig, deployment: Deployment, catalogue: Catalogue)?

  init(_ file: ConfigFile, registry: Registry) {
    self.file = file
    var diagnostics = file.diagnostics
    guard let root = file.root else {
      self.diagnostics = diagnostics
      result = nil
      return
    }
    let config = JunctorConfig.decode(root, &diagnostics)
    let (catalogue, mistakes) = BridgeCompiler.compile(
      config?.bridge ?? .events(of: root), extending: registry.catalogue, reserved: Self.frames)
    diagnostics.add(mistakes)
    // Compiled even when another section is wrong: all mistakes are shown at once.
    let (deployment, findings) = RoutingCompiler.compile(
      config?.routing ?? Self.routing(of: root), registry: registry.with(catalogue),
      isLogDurable: config?.log.isDurable,
      range: root.range, source: file.source, knowing: diagnostics)
    diagnostics.add(findings)
    self.diagnostics = diagnostics
    if let config, let deployment, !diagnostics.hasErrors {
      result = (config, deployment, catalogue)
    } else {
      result = nil
    }
  }

  /// What the server sends besides events.
  private static let frames = Set(ServerMessageType.allCases.map(\.rawValue))

  /// The routing sections of a file whose other sections cannot be decoded.
  private static func routing(of root: ConfigNode) -> RoutingSections {
    func section(_ name: String) -> ComponentSection { ComponentSection(root[name]?.entries ?? []) }
    return RoutingSections(
      sources: section("sources"), stages: section("stages"), sinks: section("sinks"),
      pipelines: PipelineSection(root["pipelines"]?.entries ?? []))
  }

  var text: String { DiagnosticText(file.source).render(diagnostics) }
}
