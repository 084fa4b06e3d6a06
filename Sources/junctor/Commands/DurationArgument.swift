import ArgumentParser
import ConfigSchema

/// A duration on the command line, written as in a config.
struct DurationArgument: ExpressibleByArgument {
  let value: Duration

  init(_ value: Duration) { self.value = value }

  init?(argument: String) {
    var diagnostics = Diagnostics()
    let place = SourcePosition(line: 1, column: 1)
    let node = ConfigNode(.scalar(.init(argument)), at: SourceRange(file: "", start: place, end: place))
    guard let value = Duration.decode(node, &diagnostics), value > .zero else { return nil }
    self.value = value
  }

  var defaultValueDescription: String { value.configText ?? "" }
}
