import ConfigSchema
import Foundation
import RouterCore
import Testing

/// A plugin's README, whose examples must work.
package struct Readme {
  private let text: String

  /// - Parameter test: `#filePath` of a test in `Plugins/<Name>/Tests`.
  package init(beside test: String) throws {
    let plugin = URL(fileURLWithPath: test).deletingLastPathComponent().deletingLastPathComponent()
    text = try String(contentsOf: plugin.appendingPathComponent("README.md"), encoding: .utf8)
  }

  /// The `yaml` code blocks.
  package var examples: [String] {
    text.components(separatedBy: "```yaml\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
  }

  /// The components of one type below a key, such as `sinks`, in all examples, without the keys that the engine takes.
  package func components(_ section: String, type: String) -> [ConfigNode] {
    examples.flatMap { ConfigNode.yaml($0, file: "README.md")[section]?.entries ?? [] }
      .map(\.value)
      .filter { $0["type"]?.scalar?.text == type }
      .map { $0.removing(SinkOptions.keys.union(["type", "through"])) }
  }

  /// Every example config of the component is read without a finding, and there is at least one.
  package func expectExamples<Component>(
    in section: String, of factory: ComponentFactory<Component>, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let components = components(section, type: factory.type)
    #expect(
      !components.isEmpty, "the README has no example of \(section) with type \(factory.type)",
      sourceLocation: sourceLocation)
    for component in components {
      var diagnostics = Diagnostics()
      _ = factory.prepare(component, &diagnostics)
      #expect(diagnostics.lines == [], "an example of the README has mistakes", sourceLocation: sourceLocation)
    }
  }

  /// Every key of the config is explained.
  package func expectKeys<Config: ConfigObject>(
    of config: Config.Type, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for key in Config.fields.map(\.name) {
      #expect(text.contains("`\(key)`"), "the README does not explain `\(key)`", sourceLocation: sourceLocation)
    }
  }
}
