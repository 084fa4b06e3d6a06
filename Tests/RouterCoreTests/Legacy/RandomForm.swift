import RouterCore
import TestSupport

extension LegacyForm {
  private static let anything: PayloadSchema = []

  /// A form that loses nothing: renames of every depth, chains and circles among them.
  static func random(_ random: inout SplitMix64, withDefaults: Bool) -> LegacyForm {
    var renames: [Rename] = []
    var defaults: [Default] = []
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      let rename = Rename(path(&random), to: RandomPayload.keys.randomElement(using: &random) ?? "a")
      if isGood(renames + [rename], []) { renames.append(rename) }
    }
    if Bool.random(using: &random) { renames += circle(&random) }
    if !isGood(renames, []) { renames = circle(&random) }
    while withDefaults, defaults.isEmpty || Bool.random(using: &random) {
      let values = ["7", #""plain""#, "null", "[ ]", "{ }"]
      let field = Default(path(&random), .sample(values.randomElement(using: &random) ?? "7"))
      if isGood(renames, defaults + [field]) { defaults.append(field) }
    }
    return LegacyForm("RANDOM", renames: renames, defaults: defaults)
  }

  private static func isGood(_ renames: [Rename], _ defaults: [Default]) -> Bool {
    LegacyFormCheck.problems(of: LegacyForm("RANDOM", renames: renames, defaults: defaults), for: anything).isEmpty
  }

  /// Keys of one object that trade places all around, or all but the last.
  private static func circle(_ random: inout SplitMix64) -> [Rename] {
    let keys = Array(RandomPayload.keys.shuffled(using: &random).prefix(Int.random(in: 2...4, using: &random)))
    let parent = Bool.random(using: &random) ? JSONPath.root : path(&random)
    let isClosed = Bool.random(using: &random)
    return keys.indices.dropLast(isClosed ? 0 : 1).map { index in
      Rename(parent.appending(keys[index]), to: keys[(index + 1) % keys.count])
    }
  }

  private static func path(_ random: inout SplitMix64) -> JSONPath {
    let count = Int.random(in: 0..<4, using: &random) == 0 ? 2 : 1
    return JSONPath(keys: (0..<count).map { _ in RandomPayload.keys.randomElement(using: &random) ?? "a" })
  }
}
