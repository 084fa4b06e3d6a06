import ConfigSchema
import RouterCore
import RouterResources

/// Reads drivers that come as JSON, by the rules of the router's config.
enum DriverReader {
  private static let pointer = "/driver"

  /// Nil when it is wrong: one that has been accepted by an earlier version of the router may be.
  static func read(_ json: JSONNode) -> DriverChoice? {
    var diagnostics = Diagnostics()
    return DriverChoice.decode(ConfigNode(json, pointer: pointer), &diagnostics)
  }

  /// - Throws: 422 with everything that is wrong.
  static func check(_ json: JSONNode) throws(Problem) -> DriverChoice {
    if let mistake = AgentLimits.mistake(inConfig: json.detached()) { throw .invalid(pointer, mistake) }
    var diagnostics = Diagnostics()
    let choice = DriverChoice.decode(ConfigNode(json, pointer: pointer), &diagnostics)
    let mistakes = diagnostics.all.filter { $0.severity == .error }
    if let choice, mistakes.isEmpty { return choice }
    throw Problem(
      status: .unprocessableContent, detail: "the driver is not as it should be; see errors",
      errors: mistakes.map { mistake in
        let text = [mistake.message, mistake.help].compactMap(\.self).joined(separator: ": ")
        return .init(place: .body(pointer: mistake.range?.file ?? pointer), detail: text)
      })
  }
}
